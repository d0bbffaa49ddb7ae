/** A table of the emoji names bots and people use most. Unknown names stay as typed. */
import { h } from './dom.js';

const TABLE = `
smile 😄 grin 😁 slightly_smiling_face 🙂 blush 😊 wink 😉 joy 😂 thinking_face 🤔 neutral_face 😐 worried 😟
cry 😢 sob 😭 confused 😕 relieved 😌 sweat_smile 😅 upside_down_face 🙃 hugging_face 🤗 sleeping 😴 tired_face 😫
thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎 clap 👏 pray 🙏 wave 👋 raised_hands 🙌 raised_hand ✋ hand ✋ ok_hand 👌
muscle 💪 handshake 🤝 point_right 👉 point_left 👈 point_down 👇 point_up ☝️ eyes 👀 ear 👂 speech_balloon 💬
heart ❤️ green_heart 💚 blue_heart 💙 yellow_heart 💛 purple_heart 💜 star ⭐ sparkles ✨ tada 🎉 seedling 🌱 herb 🌿
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ no_entry ⛔ no_entry_sign 🚫 warning ⚠️
exclamation ❗ grey_exclamation ❕ bangbang ‼️ question ❓ grey_question ❔ information_source ℹ️ bulb 💡 sos 🆘
rotating_light 🚨 bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 fire 🔥 zap ⚡ shield 🛡️ lock 🔒 unlock 🔓 key 🔑
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪
black_circle ⚫ large_orange_diamond 🔶 arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrows_counterclockwise 🔄
leftwards_arrow_with_hook ↩️ fast_forward ⏩ repeat 🔁 link 🔗 paperclip 📎 pushpin 📌 round_pushpin 📍 bookmark 🔖
memo 📝 pencil ✏️ pencil2 ✏️ clipboard 📋 page_facing_up 📄 books 📚 book 📖 open_book 📖 file_folder 📁 calendar 📅
spiral_calendar_pad 🗓️ date 📅 clock1 🕐 alarm_clock ⏰ stopwatch ⏱️ hourglass ⌛ hourglass_flowing_sand ⏳ timer_clock ⏲️
phone ☎️ telephone ☎️ telephone_receiver 📞 iphone 📱 computer 💻 email 📧 envelope ✉️ incoming_envelope 📨 inbox_tray 📥
outbox_tray 📤 package 📦 mag 🔍 bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 trophy 🏆 dart 🎯
school 🏫 house 🏠 hospital 🏥 ambulance 🚑 police_car 🚓 busts_in_silhouette 👥 bust_in_silhouette 👤 teacher 🧑‍🏫
student 🧑‍🎓 child 🧒 family 👪 compass 🧭 world_map 🗺️ gear ⚙️ wrench 🔧 hammer_and_wrench 🛠️ robot_face 🤖 brain 🧠
coffee ☕ tea 🍵 sunny ☀️ cloud ☁️ rainbow 🌈 moon 🌙 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣
eight 8️⃣ nine 9️⃣ keycap_ten 🔟 black_small_square ▪️ heavy_plus_sign ➕ heavy_minus_sign ➖ new 🆕 ok 🆗 free 🆓
smiley 😃 laughing 😆 satisfied 😆 rofl 🤣 innocent 😇 heart_eyes 😍 star-struck 🤩 kissing_heart 😘 yum 😋 stuck_out_tongue 😛
sunglasses 😎 nerd_face 🤓 partying_face 🥳 smirk 😏 unamused 😒 disappointed 😞 pensive 😔 slightly_frowning_face 🙁 persevere 😣
weary 😩 triumph 😤 angry 😠 rage 😡 exploding_head 🤯 flushed 😳 hot_face 🥵 cold_face 🥶 scream 😱 fearful 😨 cold_sweat 😰
sweat 😓 zipper_mouth_face 🤐 expressionless 😑 no_mouth 😶 grimacing 😬 rolling_eyes 🙄 face_with_rolling_eyes 🙄 hushed 😯
open_mouth 😮 astonished 😲 yawning_face 🥱 sleepy 😪 mask 😷 face_with_thermometer 🤒 shushing_face 🤫 saluting_face 🫡
face_with_monocle 🧐 simple_smile 🙂 melting_face 🫠 ghost 👻 alien 👽 skull 💀 poop 💩 clown_face 🤡 see_no_evil 🙈
hear_no_evil 🙉 speak_no_evil 🙊 v ✌️ crossed_fingers 🤞 call_me_hand 🤙 fist ✊ facepunch 👊 writing_hand ✍️ open_hands 👐
palms_up_together 🤲 point_up_2 ☝️ facepalm 🤦 face_palm 🤦 shrug 🤷 bow 🙇 raising_hand 🙋 no_good 🙅
ok_woman 🙆 running 🏃 walking 🚶 dancer 💃 man 👨 woman 👩 boy 👦 girl 👧 baby 👶 older_adult 🧓 technologist 🧑‍💻 artist 🧑‍🎨
orange_heart 🧡 black_heart 🖤 white_heart 🤍 brown_heart 🤎 broken_heart 💔 two_hearts 💕 sparkling_heart 💖 heartbeat 💓
heavy_heart_exclamation_mark_ornament ❣️ hundred 💯 100 💯 boom 💥 collision 💥 dizzy 💫 sweat_drops 💦 zzz 💤 dash 💨
speaking_head_in_silhouette 🗣️ thought_balloon 💭 left_speech_bubble 🗨️ snake 🐍 dog 🐶 cat 🐱 mouse 🐭 rabbit 🐰 fox_face 🦊
bear 🐻 panda_face 🐼 tiger 🐯 lion_face 🦁 cow 🐮 pig 🐷 frog 🐸 monkey_face 🐵 penguin 🐧 bird 🐦 hatching_chick 🐣 unicorn_face 🦄
bee 🐝 bug 🐛 beetle 🐞 butterfly 🦋 turtle 🐢 octopus 🐙 fish 🐟 dolphin 🐬 whale 🐳 elephant 🐘 bouquet 💐 cherry_blossom 🌸
rose 🌹 sunflower 🌻 tulip 🌷 evergreen_tree 🌲 deciduous_tree 🌳 cactus 🌵 four_leaf_clover 🍀 maple_leaf 🍁 fallen_leaf 🍂
mushroom 🍄 earth_africa 🌍 earth_americas 🌎 globe_with_meridians 🌐 full_moon 🌕 star2 🌟 snowflake ❄️ umbrella ☔ ocean 🌊
rain_cloud 🌧️ partly_sunny ⛅ thunder_cloud_and_rain ⛈️ snowman ⛄ thermometer 🌡️ apple 🍎 banana 🍌 grapes 🍇 lemon 🍋
strawberry 🍓 tomato 🍅 carrot 🥕 bread 🍞 cheese_wedge 🧀 pizza 🍕 hamburger 🍔 fries 🍟 taco 🌮 popcorn 🍿 cake 🍰 birthday 🎂
cookie 🍪 chocolate_bar 🍫 doughnut 🍩 icecream 🍦 beer 🍺 wine_glass 🍷 clinking_glasses 🥂 knife_fork_plate 🍽️ soccer ⚽
basketball 🏀 tennis 🎾 medal 🏅 sports_medal 🏅 first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉 game_die 🎲
video_game 🎮 musical_note 🎵 notes 🎶 microphone 🎤 headphones 🎧 guitar 🎸 art 🎨 clapper 🎬 gift 🎁 balloon 🎈 confetti_ball 🎊
ticket 🎫 christmas_tree 🎄 jack_o_lantern 🎃 fireworks 🎆 car 🚗 bus 🚌 taxi 🚕 train 🚆 bike 🚲 airplane ✈️ rocket 🚀 ship 🚢
construction 🚧 vertical_traffic_light 🚦 anchor ⚓ fuelpump ⛽ office 🏢 bank 🏦 hotel 🏨 factory 🏭 tent ⛺ mountain ⛰️
watch ⌚ clock3 🕒 clock9 🕘 camera 📷 video_camera 📹 tv 📺 radio 📻 battery 🔋 electric_plug 🔌 desktop_computer 🖥️ keyboard ⌨️
printer 🖨️ floppy_disk 💾 cd 💿 satellite_antenna 📡 flashlight 🔦 candle 🕯️ wastebasket 🗑️ moneybag 💰 pound 💷 euro 💶 dollar 💵
credit_card 💳 receipt 🧾 gem 💎 scales ⚖️ hammer 🔨 nut_and_bolt 🔩 toolbox 🧰 magnet 🧲 test_tube 🧪 microscope 🔬 telescope 🔭
pill 💊 syringe 💉 adhesive_bandage 🩹 stethoscope 🩺 door 🚪 bed 🛏️ shopping_trolley 🛒 soap 🧼 broom 🧹 label 🏷️ newspaper 📰
ledger 📒 notebook 📓 closed_book 📕 green_book 📗 blue_book 📘 orange_book 📙 scroll 📜 page_with_curl 📃 bookmark_tabs 📑
card_index 📇 card_file_box 🗃️ file_cabinet 🗄️ open_file_folder 📂 card_index_dividers 🗂️ spiral_note_pad 🗒️ triangular_ruler 📐
straight_ruler 📏 scissors ✂️ lower_left_ballpoint_pen 🖊️ crayon 🖍️ mailbox 📫 e-mail 📧 postbox 📮 ballot_box_with_ballot 🗳️
mag_right 🔎 closed_lock_with_key 🔐 old_key 🗝️ lock_with_ink_pen 🔏 mute 🔇 sound 🔉 loud_sound 🔊 postal_horn 📯
checkered_flag 🏁 triangular_flag_on_post 🚩 crossed_flags 🎌 waving_white_flag 🏳️ rainbow-flag 🏳️‍🌈 flag-gb 🇬🇧 gb 🇬🇧 uk 🇬🇧
flag-eu 🇪🇺 flag-us 🇺🇸 us 🇺🇸 flag-ie 🇮🇪 flag-fr 🇫🇷 fr 🇫🇷 flag-de 🇩🇪 de 🇩🇪 flag-es 🇪🇸 es 🇪🇸 flag-it 🇮🇹 it 🇮🇹
red_square 🟥 large_orange_square 🟧 large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦 white_large_square ⬜
black_large_square ⬛ large_purple_circle 🟣 large_brown_circle 🟤 small_red_triangle 🔺 small_blue_diamond 🔹
small_orange_diamond 🔸 large_blue_diamond 🔷 radio_button 🔘 white_small_square ▫️ heavy_division_sign ➗
heavy_multiplication_x ✖️ negative_squared_cross_mark ❎ o ⭕ stop_sign 🛑 octagonal_sign 🛑 underage 🔞 no_bicycles 🚳 recycle ♻️
wheelchair ♿ parking 🅿️ up 🆙 cool 🆒 ng 🆖 id 🆔 abc 🔤 1234 🔢 symbols 🔣 zero 0️⃣ hash #️⃣ arrow_upper_right ↗️
arrow_lower_right ↘️ arrow_right_hook ↪️ arrow_heading_up ⤴️ arrow_heading_down ⤵️ arrow_up_down ↕️ left_right_arrow ↔️
rewind ⏪ arrow_forward ▶️ arrow_backward ◀️ double_vertical_bar ⏸️ black_square_for_stop ⏹️ black_circle_for_record ⏺️
twisted_rightwards_arrows 🔀 end 🔚 back 🔙 on 🔛 soon 🔜 top 🔝 copyright ©️ registered ®️ tm ™️ infinity ♾️ wavy_dash 〰️
interrobang ⁉️ sunrise 🌅 night_with_stars 🌃 city_sunset 🌆 milky_way 🌌
woman-raising-hand 🙋‍♀️ man-raising-hand 🙋‍♂️ woman-shrugging 🤷‍♀️ man-shrugging 🤷‍♂️ woman-facepalming 🤦‍♀️ man-facepalming 🤦‍♂️
male-teacher 👨‍🏫 female-teacher 👩‍🏫 male-technologist 👨‍💻 female-technologist 👩‍💻 people_hugging 🫂 index_pointing_at_the_viewer 🫵
`;

const words = TABLE.trim().split(/\s+/);
const EMOJI = new Map(words.flatMap((word, index) => (index % 2 ? [] : [[word, words[index + 1]]])));

/** The characters that give a hand or a face its tone, by Slack's numbers 2 to 6. */
const TONES = ['', '', '🏻', '🏼', '🏽', '🏾', '🏿'];
const TONED = /^\p{Emoji_Modifier_Base}/u;

/** The character of a name with its tone, such as `wave::skin-tone-3`; null for a name not known. */
function characterOf(name, { skin_tone: given, unicode } = {}) {
  const [bare, tone] = name.split('::skin-tone-');
  const character = EMOJI.get(bare) ?? fromCodes(unicode);
  const skin = TONES[Number(given ?? tone ?? 0)] ?? '';
  const hand = skin && character && TONED.exec(character)?.[0];
  return hand ? hand + skin + character.slice(hand.length).replace(/^\uFE0F/u, '') : character;
}

const fromCodes = (codes) =>
  /^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(codes ?? '')
    ? String.fromCodePoint(...codes.split('-').map((code) => parseInt(code, 16) % 0x110000))
    : null;

/**
 * A node for `:name:`, or null when the name is not in the table. Its name is read aloud.
 * @param {string} name
 * @param {{skin_tone?: number, unicode?: string}} [more]  what an emoji of rich text says besides
 */
export function drawEmoji(name, more) {
  const character = characterOf(name, more);
  if (!character) return null;
  const spoken = name.replace(/::skin-tone-\d/, '').replaceAll('_', ' ');
  return h('span', { class: 'emoji', role: 'img', 'aria-label': spoken, title: `:${name}:` }, character);
}
