"""The closed vocabularies every part shares. The words are contracts: files use them."""

from enum import StrEnum


class Urgency(StrEnum):
    """How soon a person is needed, most pressing first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"
    NONE = "none"


PRESSING = (Urgency.EMERGENCY, Urgency.URGENT)
"""The urgencies for which a person is needed the same day."""
BY_URGENCY = tuple(Urgency)
"""Most pressing first; the index compares two."""


class Action(StrEnum):
    """What triage decides to do with a message, most serious first."""

    PAGE = "page"
    ASK = "ask"
    ANSWER = "answer"
    DECLINE = "decline"


BY_ACTION = tuple(Action)
"""Most serious first; the index compares two."""


class Flag(StrEnum):
    """Why a person is needed."""

    SELF_HARM_SUICIDE = "self-harm-suicide"
    ABUSE_DISCLOSURE = "abuse-disclosure"
    EXPLOITATION = "exploitation"
    WEAPON = "weapon"
    MISSING = "missing"
    VIOLENCE_INJURY = "violence-injury"
    SEXUAL_HARM = "sexual-harm"
    RADICALISATION = "radicalisation"
    MEDICAL = "medical"
    STAFF_DISTRESS = "staff-distress"
    ALLEGATION_AGAINST_STAFF = "allegation-against-staff"
    EXCLUSION_TODAY = "exclusion-today"


class Topic(StrEnum):
    """What a request or a strategy is about."""

    LOW_LEVEL_DISRUPTION = "low-level-disruption"
    DEFIANCE = "defiance"
    AGGRESSION_TO_PEERS = "aggression-to-peers"
    AGGRESSION_TO_STAFF = "aggression-to-staff"
    PROPERTY_DAMAGE = "property-damage"
    LEAVING_CLASS = "leaving-class"
    VERBAL_ABUSE = "verbal-abuse"
    PREJUDICE = "prejudice"
    DYSREGULATION = "dysregulation"
    WITHDRAWAL = "withdrawal"
    ANXIETY = "anxiety"
    SCHOOL_AVOIDANCE = "school-avoidance"
    ABSENCE_LATENESS = "absence-lateness"
    DISENGAGEMENT = "disengagement"
    ADHD = "adhd"
    AUTISM = "autism"
    SENSORY = "sensory"
    PEER_CONFLICT = "peer-conflict"
    BULLYING = "bullying"
    SEXUALISED_BEHAVIOUR = "sexualised-behaviour"
    SELF_HARM = "self-harm"
    SUBSTANCES = "substances"
    WEAPONS = "weapons"
    EXPLOITATION = "exploitation"
    TRAUMA_ATTACHMENT = "trauma-attachment"
    BEREAVEMENT_FAMILY = "bereavement-family"
    SPEECH_LANGUAGE = "speech-language"
    LEARNING_GAPS = "learning-gaps"
    WHOLE_CLASS = "whole-class"
    TRANSITION_REINTEGRATION = "transition-reintegration"
    PARENTS = "parents"
    PHONES_ONLINE = "phones-online"
    STAFF_WELLBEING = "staff-wellbeing"
    EXCLUSION_PROCESS = "exclusion-process"
    PROVISION_SUPPORT = "provision-support"


class Phase(StrEnum):
    """The age group a message or a strategy is about."""

    EARLY_YEARS = "early-years"
    KS1 = "ks1"
    KS2 = "ks2"
    KS3 = "ks3"
    KS4 = "ks4"
    POST_16 = "post-16"
    UNKNOWN = "unknown"


class When(StrEnum):
    """When a strategy is meant to be used."""

    NOW = "now"
    TODAY = "today"
    THIS_WEEK = "this-week"
    THIS_HALF_TERM = "this-half-term"


class PageKind(StrEnum):
    """What a page of the knowledge base is: something to do, or what the rules are."""

    STRATEGY = "strategy"
    FACT = "fact"


class Evidence(StrEnum):
    """How well a strategy is supported; ``practice`` is practice wisdom only."""

    STRONG = "strong"
    MODERATE = "moderate"
    LIMITED = "limited"
    PRACTICE = "practice"


class Need(StrEnum):
    """What may lie under a behaviour: areas of need of the SEND Code plus common life causes."""

    COMMUNICATION = "communication"
    LEARNING = "learning"
    ATTENTION = "attention"
    SENSORY = "sensory"
    REGULATION = "regulation"
    ANXIETY = "anxiety"
    MOOD = "mood"
    TRAUMA = "trauma"
    ATTACHMENT = "attachment"
    LOSS = "loss"
    BELONGING = "belonging"
    SAFETY_AT_HOME = "safety-at-home"
    PEER_PRESSURE = "peer-pressure"
    BASIC_NEEDS = "basic-needs"
    AUTONOMY = "autonomy"
    CLASSROOM_FIT = "classroom-fit"
    ADULT_SUPPORT = "adult-support"


class OfferKind(StrEnum):
    """What an outreach offer consists of."""

    ADVICE_CALL = "advice-call"
    CONSULTATION = "consultation"
    OBSERVATION = "observation"
    STAFF_COACHING = "staff-coaching"
    GROUP = "group"
    ONE_TO_ONE = "one-to-one"
    COMMUNITY_TEACHER = "community-teacher"
    TRAINING = "training"
    RESPITE = "respite"
    PLACEMENT = "placement"
    TRANSITION = "transition"


class ProvisionCategory(StrEnum):
    """The local model's categories of provision."""

    MEDICAL = "medical"
    EXCLUSION = "exclusion"
    VOCATIONAL = "vocational"
    INTERVENTION_ASSESSMENT = "intervention-assessment"
    KS1_3_FULL_TIME = "ks1-3-full-time"
    KS4_FULL_TIME = "ks4-full-time"
    STEP_OUT = "step-out"
    ENGAGEMENT = "engagement"


class RedactionKind(StrEnum):
    """The kinds of personal data taken out of a message before it is stored."""

    NAME = "name"
    DOB = "dob"
    UPN = "upn"
    PHONE = "phone"
    ADDRESS = "address"
    EMAIL = "email"
    NHS = "nhs"
    SCHOOL = "school"


class Band(StrEnum):
    """How sure the line is of its first suggestion."""

    CONFIDENT = "confident"
    UNSURE = "unsure"
    NOTHING = "nothing"


class PlacementResult(StrEnum):
    """What a placement led to. ``new-place``: another school or post-16, full time, as planned."""

    FULL_TIME = "back-full-time"
    PART_TIME = "back-part-time"
    NEW_PLACE = "new-place"
    BROKE_DOWN = "broke-down"
    STILL_PLACED = "still-placed"
    UNKNOWN = "unknown"
