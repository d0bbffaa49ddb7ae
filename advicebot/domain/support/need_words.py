"""Words for needs, and the broad areas of the SEND Code that they belong to.

The broad areas are those of the SEND Code of Practice: 0 to 25 years (DfE and DH, 2015), chapter 6:
communication and interaction (6.28), cognition and learning (6.30), social, emotional and mental
health difficulties (6.32), sensory and/or physical needs (6.34). ``BROAD_AREA`` maps each need to
one of them. Attention stands under the third, where the Code names attention disorders, and so do
attachment and what trauma leaves behind. What comes from life around the pupil is no area of
special educational need: the Code (6.21) says that behaviour need not mean one, and asks to look
for causes such as housing, family or other circumstances. Such needs are mapped to "around".
"""

from collections.abc import Mapping
from enum import StrEnum

from advicebot.domain.vocabulary import Need

NEED_WORDS: Mapping[Need, str] = {
    Need.COMMUNICATION: "talking and understanding",
    Need.LEARNING: "learning",
    Need.ATTENTION: "attention",
    Need.SENSORY: "senses",
    Need.REGULATION: "settling strong feelings",
    Need.ANXIETY: "worry",
    Need.MOOD: "low mood",
    Need.TRAUMA: "after frightening times",
    Need.ATTACHMENT: "trusting adults",
    Need.LOSS: "loss",
    Need.BELONGING: "belonging",
    Need.SAFETY_AT_HOME: "safety at home",
    Need.PEER_PRESSURE: "pressure from others",
    Need.BASIC_NEEDS: "sleep, food or health",
    Need.AUTONOMY: "having a say",
    Need.CLASSROOM_FIT: "how the classroom fits",
    Need.ADULT_SUPPORT: "support for the adults",
}


class Broad(StrEnum):
    """The Code's four broad areas, and what comes from life around the pupil."""

    COMMUNICATION = "communication-and-interaction"
    COGNITION = "cognition-and-learning"
    SEMH = "social-emotional-and-mental-health"
    SENSORY = "sensory-and-physical"
    AROUND = "around"


BROAD_AREA: Mapping[Need, Broad] = {
    Need.COMMUNICATION: Broad.COMMUNICATION,
    Need.LEARNING: Broad.COGNITION,
    Need.ATTENTION: Broad.SEMH,
    Need.SENSORY: Broad.SENSORY,
    Need.REGULATION: Broad.SEMH,
    Need.ANXIETY: Broad.SEMH,
    Need.MOOD: Broad.SEMH,
    Need.TRAUMA: Broad.SEMH,
    Need.ATTACHMENT: Broad.SEMH,
    Need.LOSS: Broad.AROUND,
    Need.BELONGING: Broad.AROUND,
    Need.SAFETY_AT_HOME: Broad.AROUND,
    Need.PEER_PRESSURE: Broad.AROUND,
    Need.BASIC_NEEDS: Broad.AROUND,
    Need.AUTONOMY: Broad.AROUND,
    Need.CLASSROOM_FIT: Broad.AROUND,
    Need.ADULT_SUPPORT: Broad.AROUND,
}
