/** A modest table of the emoji names bots and people use most. Unknown names stay as typed. */
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
`;

const words = TABLE.trim().split(/\s+/);
const EMOJI = new Map(words.flatMap((word, index) => (index % 2 ? [] : [[word, words[index + 1]]])));

/** A node for `:name:`, or null when the name is not in the table. Its name is read aloud. */
export function drawEmoji(name) {
  const character = EMOJI.get(name.split('::')[0]);
  if (!character) return null;
  return h(
    'span',
    { class: 'emoji', role: 'img', 'aria-label': name.replaceAll('_', ' '), title: `:${name}:` },
    character,
  );
}
