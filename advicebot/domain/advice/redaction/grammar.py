"""The words around a name that show a person is meant. Data only; the rules are in ``cues``."""

from advicebot.domain.advice.redaction.wordset import word_set

CALLED = word_set(
    "called named surnamed nicknamed forename surname firstname lastname fao attn aka"
)
# "a book called Wonder": what is called by these is not a pupil.
THINGS = word_set(
    "book books novel film movie game app song programme program show play story poem text tool "
    "scheme strategy approach intervention website site site's group club class house room unit "
    "course resource channel video series team school charity company thing something technique "
    "project platform system software survey test assessment document policy form module lesson "
    "topic model method framework theory package condition syndrome medication it this they "
    "that place area town street estate road activity chapter episode band"
)
PERSON_NOUNS = word_set(
    "pupil student boy girl lad lass child kid learner friend mate bestie brother sister "
    "sibling cousin twin son daughter mum mam mom mummy mother dad daddy father stepdad stepmum "
    "stepmother stepfather stepbrother stepsister nan nana gran grandma grandmother grandad "
    "grandfather uncle aunt auntie aunty carer parent guardian teacher ta lsa hlta eta cover "
    "supply head headteacher deputy senco sendco dsl ddsl colleague tutor mentor keyworker "
    "worker boyfriend girlfriend partner husband wife neighbour baby toddler youngster lady "
    "woman man guy bloke ect nqt classmate stepson stepdaughter nephew niece fella governor "
    "principal assistant technician caretaker midday pastoral counsellor foster sendco's person "
    "individual y7 y8 y9 y10 y11 youngest eldest oldest"
)
SIBLINGS = word_set(
    "twins brothers sisters siblings boys girls lads cousins friends pair pupils students kids "
    "children parents"
)
HITTING = word_set(
    "told asked hit kicked punched slapped bit pushed shoved hurt attacked stabbed scratched "
    "bullied bullying bully grabbed headbutted nutted strangled choked spat threatened excluded "
    "suspended excluding permanently phoned rang emailed texted messaged thanked tell ask "
    "remind reminded warned warn hitting kicking punching slapping biting pushing hurting "
    "attacking threatening teasing teased tripped targeting targeted provoking provoked calming "
    "calmed hates hate fancies dating hugged hugging comforted chased chasing following "
    "followed filmed filming beating accused accusing accuses blamed blaming blames battered "
    "jumped thumped thumping whacked poked poking harassed harassing upset picked isolated "
    "isolating telling asking convince convinced persuade persuaded calm restrained escorted "
    "punish punished praised praising sanctioned detained"
)
SOFT_BEFORE = word_set(
    "with to from for by at sent saw see met meet meeting moved sat sit seat let get got "
    "getting gave give giving had have has having keep keeping love loves like likes know knows "
    "knew teach teaching taught support supporting supported help helping helped send sending "
    "bring bringing brought about against near behind beside next between into onto and or & "
    "plus versus vs v than because when if that says while until since where why then so as but "
    "put putting want wants need needs took take taking leave left lost lose find found seen "
    "watch watching mean means believe think thinks feel feels hear heard of re regarding "
    "concerning including unlike without around towards toward missing using only even just "
    "poor little young is was today now yesterday"
)
GREETINGS = word_set(
    "hi hello hey dear hiya morning afternoon evening thanks cheers regards thankyou love xx ta "
    "sorry"
)
SIGN_OFFS = word_set(
    "thanks cheers regards wishes thankyou ta sincerely best many kind warmly you faithfully "
    "tia x xx love from"
)
LABELS = word_set(
    "me name pupil student child learner re parent mum dad mother father carer teacher contact "
    "initiator victim perpetrator witness witnesses staff attendees present author reporter cc "
    "subject regarding client patient sibling tutor surname forename aka names pupils children "
    "students involved"
)
TITLES = word_set(
    "mr mrs ms miss mx dr prof professor rev reverend fr pc sgt cllr mister missus pcso dc "
    "auntie aunty uncle nanny nan nana grandma"
)
FAMILY_TITLES = word_set("auntie aunty uncle nanny nan nana grandma")
KIN = word_set(
    "mum mums mam mom mummy mother dad dads daddy father stepdad stepmum step brother brothers "
    "sister sisters sibling siblings twin cousin parents parent carer carers nan gran grandma "
    "grandmother grandad grandparents uncle aunt auntie family families foster teacher ta lsa "
    "tutor keyworker social friend friends mate mates bestie boyfriend girlfriend son daughter "
    "kids children baby guardian older younger little big dog"
)
BELONGINGS = word_set(
    "behaviour behavior attendance bag phone book books ehcp plan timetable home house face "
    "head arm arms hair hand hands leg eye nose back neck anxiety meltdown meltdowns needs "
    "place seat desk birthday diagnosis meds medication medicine worker key file record records "
    "class outburst outbursts language words mood mental self confidence coat blazer shoes shoe "
    "pe kit lunch lunchbox work attitude reaction feelings safety wellbeing situation case "
    "referral report risk room locker tray peg chair table pencil pen jumper trousers tie voice "
    "tablet inhaler school form set year day morning afternoon week lesson lessons progress "
    "learning sen send adhd autism asd trauma story side account statement exclusion suspension "
    "name number address pupil timeout card sanction detention punctuality refusal aggression "
    "violence dysregulation tears tantrums sleep weight appearance eating cuts wrists wrist "
    "dad's mum's review meeting pep lac eet bruises bruise last first new been just really not "
    "always still got being so very behaviours stuff snapchat insta post video belongings "
    "property hoodie reading maths writing spelling english education move transfer placement "
    "start return reintegration transition taxi bus transport"
)
PERSON_VERBS = word_set(
    "swung swings lunged lunges barged barges squared scrapped scrawled vandalised nicked nicks "
    "sniggered scowled scowls scoffed gobbed moaned moans whined whines nudged kneed elbowed "
    "jabbed clawed rammed flung slung tossed dented soaked drenched mooned flashed groped kissed "
    "burped farted pooed retched tripped slipped jumped leapt leaped hopped danced crawled crawls "
    "slumped slumps slouched clung clings begged pleaded apologised mumbled mumbles grunted "
    "snarled barked barks mimicked mimics mocked mocks jeered clapped whistled whistles drummed "
    "scribbled doodled doodles agreed promised confessed blamed blames avoids panics panicked "
    "worries clams stims dawdles daydreams dozes dozed bunks misbehaves misbehaved listens hurls "
    "flings chases chased followed provokes baits baited dominates monopolises interferes meddles "
    "snitched grassed bribed dared gambled cheated cheats forged smells stinks limps sways swayed "
    "staggered stumbled bragged boasted insulted heckled heckles vandalises graffitied gouged "
    "picked peeled sucked sucks swallowed snorted sniffed dealt borrowed owes whacked thumped "
    "battered decked floored shouldered skidded slid sprinted legged scarpered vanished "
    "disappeared reappeared hovers loiters lingers roams "
    "chewed chews growls growled sang sings giggles giggled smears smeared soils copied wrote "
    "writes drew draws painted burst bursts dropped drops fought fights grins smirked smirks "
    "hissed hisses barricaded barricades locked locks overheard taunts taunted spits teased "
    "teases cowers cowered shook shakes trembles trembled paces paced sneaks sneaked lashed "
    "hums wails wailed yells yelled chucked chucks lobbed hurled launched snatched snatches "
    "grabbed tugged tugs hit hits kicked kicks punched punches slapped slaps bit bites spat "
    "threw throws swore swears said says told tells ran runs refused refuses walked walks "
    "stormed storms screamed screams shouted shouts cried cries hid hides climbed climbs pushed "
    "pushes shoved grabs stabbed scratched scratches attacked attacks bullied bullies hurt "
    "hurts threatened threatens smashed smashes trashed broke breaks stole steals absconded "
    "bolted bolts fled sobbed sobs laughed laughs lied lies cut cuts self-harmed overdosed "
    "vaped vapes smoked drank disclosed discloses confided admitted denied denies claims "
    "claimed reckons wants wanted hates loves likes keeps kept struggles struggled sat sits "
    "stood stands slammed slams truants truanted bunked wandered wanders ripped tore sulks "
    "sulked argues argued backchats interrupts interrupted ignores ignored thinks thought feels "
    "felt knows knew lives lived arrived arrives joined joins left leaves went goes came comes "
    "got gets gave gives took takes brought brings won't wont doesn't doesnt didn't didnt "
    "hasn't hasnt isn't isnt wasn't wasnt can't cant couldn't couldnt wouldn't wouldnt fell "
    "fallen asked asks needs rang phoned emailed texted messaged turned turns then started "
    "starts stopped stops headbutted nutted choked filmed posted licked licks tipped tips "
    "hummed rocks rocked fidgets fidgeted copies mutters muttered whispered whispers pulled "
    "pulls pinched pinches poked pokes kicking hitting refusing crying screaming swearing "
    "shouting biting punching throwing sobbing shaking absconding attacking threatening hiding "
    "saw sees met misses missed lost loses wet soiled vomited fainted collapsed seized froze "
    "freezes eats ate sleeps slept speaks spoke talks talked disrupts disrupted distracts "
    "flipped flips melted exploded explodes blew snapped snaps lashes calls called bangs banged "
    "tries tried responds responded presents displays behaves copes coped thrives engages "
    "enjoys enjoyed used finds found is're"
)
AUXILIARIES = word_set(
    "is was has had does did will would can could may might should seems looks looked and just "
    "who whose"
)
# What a name at the start of a sentence cannot be before, were it the verb or noun it is spelt as.
FINITE = word_set(
    "is was has had does did will would can could won't wont isn't isnt wasn't wasnt hasn't hasnt "
    "doesn't doesnt didn't didnt can't cant keeps"
)
# After "is" or "has" these show that a person is meant: "is refusing", "has just".
PARTICIPLES = word_set(
    "just been told said hit kicked punched refused refusing thrown run gone come started "
    "stopped crying screaming swearing shouting hitting kicking punching hiding throwing "
    "running struggling sobbing shaking upset angry dysregulated autistic anxious adhd asd "
    "violent aggressive excluded suspended lost bitten spat sworn stormed walked disclosed cut "
    "asked bullied absconded bolted locked barricaded climbed under outside missing back absent "
    "new on at off up down across around here late tired hungry withdrawn quiet non-verbal "
    "nonverbal in not being getting always constantly now still really so very adopted fostered "
    "lac looked pp fsm eal sen having had hurt attacked smashed broken got taken turned biting "
    "attacking left brought threatening threatened sat sitting standing lying drunk high stoned "
    "pregnant vaping bleeding unconscious"
)
# Before a verb these change nothing: "hardly comes", "usually sits".
ADVERBS = word_set(
    "just also always never still hardly rarely barely seldom often usually constantly regularly "
    "suddenly really only sometimes frequently nearly almost clearly deliberately repeatedly "
    "then again"
)
YEAR_WORDS = word_set("y yr year years yrs")
YEAR_GROUPS = word_set("reception nursery eyfs ks1 ks2 ks3 ks4 ks5 sixth yr6 preschool")
CLASS_WORDS = word_set("class form tutor group set lesson room office kitchen library canteen")
DETERMINERS = word_set(
    "the a an our my your his her their its this that these those some any every each no which "
    "another both all"
)
# Kin as a pupil speaks of them; a book has fathers, wives and brothers.
HOME_KIN = word_set("mum mums dad dads nan carer carers parents tutor ta teacher")
# A name before these is the name of a place, an organisation or a measure.
NOT_PERSON_AFTER = word_set(
    "road street lane avenue park hospital house ward unit centre center club fc united city "
    "town foundation trust test scale profile law award prize programme scheme model syndrome "
    "disease square station tower arms bridge class classes groups houses rooms forms tables "
    "hall wing block suite theatre library building college primary academy school juniors "
    "infants team form bear bears room base day hub clinic surgery estate valley county borough "
    "council university island beach airport rovers wanderers hotspur term half break holiday "
    "holidays bank palsy questionnaire checklist inventory awards charity maths phonics bay "
    "lake river canal palace castle cathedral effect ii iii iv vi vii viii"
)
# A capital letter before these is a grade, a set or part of another word.
AFTER_A_LETTER = word_set("of level levels grade grades star set team group block form class")
# After these such a letter tells groups or pupils apart: "Set B Okafor", "Pupil A".
BEFORE_A_LETTER = word_set(
    "pupil student child boy girl set group class form band team vitamin hepatitis plan block "
    "option room unit person parent staff teacher adult grade house part section level table "
    "pupils students children kid"
)
PARTICLES = word_set(
    "van der den de da dos do del della di al el bin bint ibn ben abu ap le la du mac mc st o "
    "von ul ur ud un abd abdul mohamed"
)
# "spoke to X", "meeting with X": a person.
SPEAKING = word_set(
    "speak speaks spoke spoken speaking talk talks talked talking chat chatted chatting meeting "
    "met liaise liaised liaising ask asked swung swings lunged lunges arguing argued argues rowing "
    "rowed fighting fought fights clashing clashed clashes clash scrapping flirting texting"
)
# A word no list holds is a person's between "the" and these.
KINDRED = word_set("family families twins brothers sisters siblings boys girls lads kids children")
# "can X have", "is X still": between these stands who is meant.
OPENING_QUESTIONS = word_set("can could does did is has will would should was shall when why")
AFTER_A_SUBJECT = word_set(
    "have go come be get stay see use do still need join start move speak talk"
)
SHOUTING = word_set(
    "shouted shouting shouts swore swearing swears screamed screaming screams yelled yelling "
    "laughed laughing laughs spat spitting threw throwing smirked staring glared pointing"
)
# Done to somebody, in the form that stands before "by".
HARM = word_set(
    "bitten hit kicked punched pushed shoved slapped pulled taken stolen called sworn spat "
    "thrown beaten filmed followed groped touched sent ripped torn knocked tripped strangled"
)
# Where somebody comes from is no pupil: "moved from Ohrid".
MOVED = word_set(
    "came come comes coming moved moves moving arrived arriving fled travelled travelling back "
    "flew flown went going gone born family families originally over here straight"
)
# Short English verbs and modals that are also names: never a name in lower case without a
# possessive, "called" or a year group.
HARD_WORDS = word_set(
    "will may mark chase drew rob sue pat bill grant nick hope can ray guy art miles don read "
    "reading sky rich frank max chance win so an in on at my do to be he she it they them see "
    "let ping sing long tan mat gay faith joy grace charity mercy patience justice king prince "
    "duke earl dean major hunter star storm blue summer autumn winter spring june april august "
    "crystal rocky sunny angel blessing miracle destiny favour treasure gift wisdom success "
    "promise praise precious peace lucky happy princess queen honey dolly bunny buddy bud chip "
    "van les lane page ward wade lance pierce trip jet ace bear fox wolf tiger rain river brook "
    "forest reed ash clay cliff heath dale glen gene red tab randy rusty dusty sterling noble "
    "legend royal reign true unity liberty christian german roman norman english french scot "
    "welsh mac dawn gem cash sage herb basil stew gaz al ed"
)
# Words of a lesson about a book, a play or the past: the names of its people are not pupils.
LESSON_WORDS = word_set(
    "essay essays quote quotes quotation quotations chapter chapters novel novels novella "
    "soliloquy monologue stanza hotseat hotseating hot-seating character characters protagonist "
    "antagonist villain playwright poem poetry poems lit literature shakespeare picturebook "
    "storybook factfile timeline nativity biography autobiography parable bible biblical "
    "scripture gospel testament prophet disciple myth myths legend rehearsal rehearsals panto "
    "pantomime musical production anthology extract comprehension adaptation hotseated sonnet "
    "tragedy storytelling fable fables fairytale fairytales readers paperback themes narrator "
    "tudors victorians suffragettes suffragette portraits playscript"
)
# Weaker signs of such a lesson, which any message about a child may hold as well.
WEAK_LESSON_WORDS = word_set(
    "book books story stories film movie play reader unit topic scene text diary role assembly "
    "reading costume poet author hero heroine drama history extracts"
)
# What a pupil does and a person in a book is hardly ever said to do.
CLASSROOM_VERBS = word_set(
    "refuses refused refusing won't wont keeps kept swore swears storms stormed walked walks "
    "bolted bolts absconded threw throws kicked spat struggles struggled disrupts disrupted "
    "truanted bunked can't cant doesn't doesnt hasn't hasnt didn't didnt needs got gets just "
    "sobbed screamed cried ripped vaped laughed giggled hid hides ran shouts shouted"
)
# What only a person does: these make a name even of a lower-case everyday word before them.
BODILY_VERBS = word_set(
    "kicked punched bit bitten spat threw thrown told said swore sworn refused refuses refusing "
    "screamed screaming cried crying scratched slapped pushed shoved headbutted wont won't "
    "walked climbed climbing hid hiding swears shouts screams kicks throws punches bites spits "
    "cries sobbed sobbing bunked absconded bolted smashed slammed asked laughed hit hits "
    "hitting biting kicking punching throwing swearing shouting spitting"
)
# These stand before a verb far more often than they name a pupil.
MODALS = word_set("will may can must do does could should would might shall it that this he she")
