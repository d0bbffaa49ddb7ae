"""The vocabularies in words that teachers use."""

from advicebot.domain.knowledge import Strategy
from advicebot.domain.vocabulary import Evidence, Flag, PageKind, Phase, Topic, Urgency
from advicebot.slack.mrkdwn import escape

TOPICS: dict[Topic, str] = {
    Topic.LOW_LEVEL_DISRUPTION: "Low-level disruption",
    Topic.DEFIANCE: "Refusing to follow instructions",
    Topic.AGGRESSION_TO_PEERS: "Hurting other pupils",
    Topic.AGGRESSION_TO_STAFF: "Hurting or threatening staff",
    Topic.PROPERTY_DAMAGE: "Breaking things",
    Topic.LEAVING_CLASS: "Leaving class or site",
    Topic.VERBAL_ABUSE: "Swearing and verbal abuse",
    Topic.PREJUDICE: "Racist or hateful words",
    Topic.DYSREGULATION: "Meltdowns and outbursts",
    Topic.WITHDRAWAL: "Shut down, not joining in",
    Topic.ANXIETY: "Anxiety and worry",
    Topic.SCHOOL_AVOIDANCE: "Cannot come in to school",
    Topic.ABSENCE_LATENESS: "Absence and lateness",
    Topic.DISENGAGEMENT: "Given up on learning",
    Topic.ADHD: "Attention, ADHD",
    Topic.AUTISM: "Autism",
    Topic.SENSORY: "Noise, touch, sensory needs",
    Topic.PEER_CONFLICT: "Friendships and fallings-out",
    Topic.BULLYING: "Bullying",
    Topic.SEXUALISED_BEHAVIOUR: "Sexualised behaviour",
    Topic.SELF_HARM: "Self-harm",
    Topic.SUBSTANCES: "Vapes, drugs, alcohol",
    Topic.WEAPONS: "Weapons",
    Topic.EXPLOITATION: "Exploitation, gangs",
    Topic.TRAUMA_ATTACHMENT: "Trauma and attachment",
    Topic.BEREAVEMENT_FAMILY: "Loss and trouble at home",
    Topic.SPEECH_LANGUAGE: "Talking and understanding",
    Topic.LEARNING_GAPS: "Gaps in learning",
    Topic.WHOLE_CLASS: "The whole class",
    Topic.TRANSITION_REINTEGRATION: "Coming back, moving on",
    Topic.PARENTS: "Parents and carers",
    Topic.PHONES_ONLINE: "Phones and online",
    Topic.STAFF_WELLBEING: "How I am doing myself",
    Topic.EXCLUSION_PROCESS: "Suspension and exclusion rules",
    Topic.PROVISION_SUPPORT: "Getting support from outside",
}

PHASES: dict[Phase, str] = {
    Phase.EARLY_YEARS: "Early years (nursery, Reception)",
    Phase.KS1: "Years 1 and 2",
    Phase.KS2: "Years 3 to 6",
    Phase.KS3: "Years 7 to 9",
    Phase.KS4: "Years 10 and 11",
    Phase.POST_16: "Sixth form, college",
    Phase.UNKNOWN: "Not said",
}

EVIDENCE: dict[Evidence, str] = {
    Evidence.STRONG: "strong",
    Evidence.MODERATE: "moderate",
    Evidence.LIMITED: "limited or mixed",
    Evidence.PRACTICE: "practice wisdom, little research",
}

MEANING: dict[PageKind, str] = {
    PageKind.STRATEGY: "What it may be telling you",
    PageKind.FACT: "What the rules say",
}

FLAGS: dict[Flag, str] = {
    Flag.SELF_HARM_SUICIDE: "self-harm or suicide",
    Flag.ABUSE_DISCLOSURE: "possible abuse or neglect",
    Flag.EXPLOITATION: "possible exploitation",
    Flag.WEAPON: "a weapon",
    Flag.MISSING: "a missing child",
    Flag.VIOLENCE_INJURY: "violence or injury",
    Flag.SEXUAL_HARM: "sexual harm",
    Flag.RADICALISATION: "radicalisation",
    Flag.MEDICAL: "a medical emergency",
    Flag.STAFF_DISTRESS: "a member of staff in distress",
    Flag.ALLEGATION_AGAINST_STAFF: "a concern about an adult in school",
    Flag.EXCLUSION_TODAY: "an exclusion today",
}

URGENCIES: dict[Urgency, str] = {
    Urgency.EMERGENCY: "Emergency",
    Urgency.URGENT: "Urgent",
    Urgency.SOON: "Soon",
    Urgency.ROUTINE: "Routine",
    Urgency.NONE: "No hurry",
}

ROLES: tuple[tuple[str, str], ...] = (
    ("teacher", "Teacher"),
    ("teaching-assistant", "Teaching assistant or learning support"),
    ("pastoral", "Pastoral or behaviour staff"),
    ("senco", "SENCO"),
    ("dsl", "Safeguarding lead (DSL)"),
    ("senior-leader", "Head or senior leader"),
    ("other", "Something else"),
)

WHY_NOT: tuple[tuple[str, str], ...] = (
    ("wrong-subject", "It is about something else"),
    ("tried-already", "We have tried this"),
    ("wrong-age", "Not right for this age"),
    ("not-possible", "Not possible where I am"),
    ("too-long", "Too much to read now"),
)


def standing(strategy: Strategy) -> str:
    """Return what a page rests on: the grade of its evidence, or the rules it states."""
    if strategy.evidence is None:
        return f"Rules as of {escape(strategy.version)}, checked {strategy.as_of:%d %B %Y}"
    return f"Evidence: {EVIDENCE[strategy.evidence]}"
