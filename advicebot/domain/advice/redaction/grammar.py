"""The words around a name that show a person is meant. Data only; the rules are in ``cues``."""

CALLED = frozenset("called named surnamed nicknamed forename surname firstname lastname".split())
# "a book called Wonder": what is called by these is not a pupil.
THINGS = frozenset(
    "book books novel film movie game app song programme program show play story poem text tool "
    "scheme strategy approach intervention website site site's group club class house room unit "
    "course resource channel video series team school charity company thing something technique "
    "project platform system software survey test assessment document policy form module lesson "
    "topic model method framework theory package condition syndrome medication it this they that "
    "place area town street estate road activity chapter episode band".split()
)
PERSON_NOUNS = frozenset(
    "pupil student boy girl lad lass child kid learner friend mate bestie brother sister sibling "
    "cousin twin son daughter mum mam mom mummy mother dad daddy father stepdad stepmum stepmother "
    "stepfather stepbrother stepsister nan nana gran grandma grandmother grandad grandfather uncle "
    "aunt auntie aunty carer parent guardian teacher ta lsa hlta eta cover supply head headteacher "
    "deputy senco sendco dsl ddsl colleague tutor mentor keyworker worker boyfriend girlfriend "
    "partner husband wife neighbour baby toddler youngster lady woman man guy bloke ect nqt "
    "classmate stepson stepdaughter nephew niece fella governor principal assistant technician "
    "caretaker midday pastoral counsellor foster sendco's person individual y7 y8 y9 y10 y11 "
    "youngest eldest oldest".split()
)
SIBLINGS = frozenset("twins brothers sisters siblings boys girls lads cousins friends pair pupils "
                     "students kids children parents".split())
HITTING = frozenset(
    "told asked hit kicked punched slapped bit pushed shoved hurt attacked stabbed scratched "
    "bullied bullying bully grabbed headbutted nutted strangled choked spat threatened excluded "
    "suspended excluding permanently phoned rang emailed texted messaged thanked tell ask remind "
    "reminded warned warn hitting kicking punching slapping biting pushing hurting attacking "
    "threatening teasing teased tripped targeting targeted provoking provoked calming calmed "
    "hates hate fancies dating hugged hugging comforted chased chasing following followed filmed "
    "filming beating accused accusing accuses blamed blaming blames battered jumped thumped "
    "thumping whacked poked poking harassed harassing upset picked isolated isolating telling "
    "asking convince convinced persuade persuaded calm restrained escorted punish punished "
    "praised praising sanctioned detained".split()
)
SOFT_BEFORE = frozenset(
    "with to from for by at sent saw see met meet meeting moved sat sit seat let get got getting "
    "gave give giving had have has having keep keeping love loves like likes know knows knew teach "
    "teaching taught support supporting supported help helping helped send sending bring bringing "
    "brought about against near behind beside next between and or & plus versus vs v than "
    "because when if that says while until since where why then so as but put putting want wants "
    "need needs took take taking leave left lost lose find found seen watch watching "
    "mean means believe think thinks feel feels hear heard of re regarding concerning including "
    "like unlike without around towards toward missing using only even just poor little young "
    "is was today now yesterday".split()
)
GREETINGS = frozenset("hi hello hey dear hiya morning afternoon evening thanks cheers regards "
                      "thankyou love xx ta sorry".split())
SIGN_OFFS = frozenset("thanks cheers regards wishes thankyou ta sincerely best many kind "
                      "warmly you faithfully tia x xx love from".split())
LABELS = frozenset(
    "name pupil student child learner re parent mum dad mother father carer teacher contact "
    "initiator victim perpetrator witness witnesses staff attendees present author reporter "
    "cc subject regarding client patient sibling tutor surname forename aka names pupils children "
    "students involved".split()
)
TITLES = frozenset("mr mrs ms miss mx dr prof professor rev reverend fr pc sgt cllr mister "
                   "missus pcso dc auntie aunty uncle nanny nan nana grandma".split())
FAMILY_TITLES = frozenset("auntie aunty uncle nanny nan nana grandma".split())
KIN = frozenset(
    "mum mums mam mom mummy mother dad dads daddy father stepdad stepmum step brother brothers "
    "sister sisters sibling siblings twin cousin parents parent carer carers nan gran grandma "
    "grandmother grandad grandparents uncle aunt auntie family families foster teacher ta lsa tutor "
    "keyworker social friend friends mate mates bestie boyfriend girlfriend son daughter kids "
    "children baby guardian older younger little big dog".split()
)
BELONGINGS = frozenset(
    "behaviour behavior attendance bag phone book books ehcp plan timetable home house face head "
    "arm arms hair hand hands leg eye nose back neck anxiety meltdown meltdowns needs place seat "
    "desk birthday diagnosis meds medication medicine worker key file record records class "
    "outburst outbursts language words mood mental self confidence coat blazer shoes shoe pe kit "
    "lunch lunchbox work attitude reaction feelings outbursts safety wellbeing situation case "
    "referral report risk room locker tray peg chair table pencil pen jumper trousers tie voice "
    "tablet inhaler school form set year day morning afternoon week lesson lessons progress "
    "learning sen send adhd autism asd trauma story side account statement exclusion suspension "
    "name number address pupil timeout card sanction detention punctuality refusal aggression "
    "violence dysregulation tears tantrums sleep weight appearance eating cuts wrists wrist "
    "dad's mum's review meeting pep lac eet bruises bruise last first new been just really not "
    "always still got been being so very behaviours stuff snapchat insta post video account "
    "belongings property hoodie reading maths writing spelling english education move transfer "
    "placement start return reintegration transition taxi bus transport".split()
)
PERSON_VERBS = frozenset(
    "hit hits kicked kicks punched punches slapped slaps bit bites spat spits threw throws swore "
    "swears said says told tells ran runs refused refuses walked walks stormed storms screamed "
    "screams shouted shouts cried cries hid hides climbed climbs pushed pushes shoved grabbed grabs "
    "stabbed scratched scratches attacked attacks bullied bullies hurt hurts threatened threatens "
    "smashed smashes trashed broke breaks stole steals absconded bolted bolts fled sobbed sobs "
    "laughed laughs lied lies cut cuts self-harmed overdosed vaped vapes smoked drank disclosed "
    "discloses confided admitted denied denies claims claimed reckons wants wanted hates loves "
    "likes keeps kept struggles struggled sat sits stood stands slammed slams truants truanted "
    "bunked wandered wanders ripped tore sulks sulked argues argued backchats interrupts "
    "interrupted ignores ignored thinks thought feels felt knows knew lives lived arrived arrives "
    "joined joins left leaves went goes came comes got gets gave gives took takes brought brings "
    "won't wont doesn't doesnt didn't didnt hasn't hasnt isn't isnt wasn't wasnt can't cant "
    "couldn't couldnt wouldn't wouldnt fell fallen asked asks needs rang phoned emailed texted "
    "messaged turned turns started starts stopped stops headbutted nutted choked filmed posted "
    "licked licks tipped tips hummed hums rocks rocked fidgets fidgeted copies copied mutters "
    "muttered whispered whispers pulled pulls pinched pinches poked pokes kicking hitting refusing "
    "crying screaming swearing shouting biting punching throwing sobbing shaking absconding "
    "attacking threatening hiding saw sees met misses missed lost loses wet soiled vomited "
    "fainted collapsed seized froze freezes eats ate sleeps slept speaks spoke talks talked "
    "disrupts disrupted distracts flipped flips melted exploded explodes blew snapped snaps "
    "lashes lashed calls called bangs banged tries tried responds responded presents "
    "displays behaves copes coped thrives engages enjoys enjoyed finds found is're".split()
)
AUXILIARIES = frozenset("is was has had does did will would can could may might should seems looks "
                        "looked and just who whose also always never still".split())
# After "is" or "has" these show that a person is meant: "is refusing", "has just".
PARTICIPLES = frozenset(
    "just been told said hit kicked punched refused refusing thrown run gone come started stopped "
    "crying screaming swearing shouting hitting kicking punching hiding throwing running "
    "struggling sobbing shaking upset angry dysregulated autistic anxious adhd asd violent "
    "aggressive excluded suspended lost bitten spat sworn stormed walked disclosed cut told "
    "asked bullied absconded bolted locked barricaded climbed under outside missing back absent "
    "late tired hungry withdrawn quiet non-verbal nonverbal in not been being getting always "
    "constantly now still really so very adopted fostered lac looked pp fsm eal sen having had "
    "hurt attacked smashed broken got taken turned kicking biting attacking left brought "
    "refusing threatening threatened sat sitting standing lying drunk high stoned pregnant "
    "vaping bleeding unconscious a".split()
)
YEAR_WORDS = frozenset("y yr year years yrs".split())
YEAR_GROUPS = frozenset("reception nursery eyfs ks1 ks2 ks3 ks4 ks5 sixth yr6 preschool".split())
CLASS_WORDS = frozenset("class form tutor group set lesson room".split())
DETERMINERS = frozenset(
    "the a an our my your his her their its this that these those some any every each no which "
    "another both all".split()
)
# A name before these is the name of a place, an organisation or a measure.
NOT_PERSON_AFTER = frozenset(
    "road street lane avenue park hospital house ward unit centre center club fc united city town "
    "foundation trust test scale profile law award prize programme scheme model syndrome disease "
    "square station tower arms bridge class hall wing block suite theatre library building college "
    "primary academy school juniors infants team form bear bears room base day hub clinic surgery "
    "estate valley county borough council university island beach airport rovers wanderers hotspur "
    "term half break holiday holidays bank palsy questionnaire checklist inventory awards charity "
    "maths phonics bay lake river canal palace castle cathedral effect ii iii iv vi vii viii".split()
)
NEGATIVE_LOWER_OK = frozenset("and to with has hit told said is was in".split())
PARTICLES = frozenset("van der den de da dos do del della di al el bin bint ibn ben abu ap le la "
                      "du mac mc st o von ul ur ud un abd abdul mohamed".split())
# Short English verbs and modals that are also names: never a name in lower case without a
# possessive, "called" or a year group.
HARD_WORDS = frozenset(
    "will may mark chase drew rob sue pat bill grant nick hope can ray guy art miles don read "
    "reading sky rich frank max chance win so an in on at my do to be he she it they them an my "
    "see let ping sing long tan mat gay faith joy grace charity mercy patience justice king "
    "prince duke earl dean major hunter star storm blue summer autumn winter spring may june "
    "april august crystal rocky sunny angel blessing miracle destiny favour "
    "treasure gift wisdom success promise praise precious peace lucky happy princess queen honey "
    "dolly bunny buddy bud chip van les lane page ward wade lance pierce trip jet ace bear fox "
    "wolf tiger rain river brook forest reed ash clay cliff heath dale glen gene red tab "
    "randy rusty dusty sterling noble legend royal "
    "reign true unity liberty christian german roman norman english french scot welsh mac "
    "dawn gem cash "
    "sage herb basil stew gaz al ed ".split()
)
CURRICULUM = frozenset(
    "essay essays quote quotes quotation quotations chapter chapters novel novels novella scene "
    "soliloquy monologue stanza hotseat hotseating seating character characters protagonist "
    "antagonist villain hero heroine playwright author poet poem poetry poems literature lit gcse "
    "revision diary shakespeare dickens reader storybook picturebook unit topic comprehension "
    "inference worksheet script drama rehearsal musical nativity panto pantomime biography "
    "autobiography factfile timeline history historical tudors victorians romans greeks egyptians "
    "myth myths legend parable bible biblical scripture gospel testament prophet disciple RE "
    "assembly portrait artist painter sculptor composer scientist inventor explorer monarch "
    "king queen emperor act plot theme themes motif context paragraph pee peel analysis "
    "analyse annotate annotating anthology extract retell retelling storytelling fiction film "
    "movie cartoon narrative stagecraft audience play plays role-play text texts "
    "curriculum book books reading story stories costume dress dressed".split()
)
TEACHING_CUES = frozenset("quote quotes essay hotseating hotseat hot-seating character diary as "
                          "play playing like about role ".split())
