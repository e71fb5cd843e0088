// The static look-up: reads the signed files beside it, checks them as the server does, and shows one result.
// Its words for papers come from the list that was written beside it at publication (words.json).

const byId = (id) => document.getElementById(id);
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
const utf8 = (text) => new TextEncoder().encode(text);
const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

class Problem extends Error {}

async function read(path, digest) {
  const answer = await fetch(path, { cache: digest ? "default" : "no-cache" });
  if (!answer.ok) throw new Problem(`Không tải được ${path} (mã ${answer.status}). Hãy thử lại sau.`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (digest && (await sha256(bytes)) !== digest) {
    throw new Problem(`Tệp ${path} không khớp mã băm đã ký nên không hiển thị. Hãy báo đơn vị công bố.`);
  }
  return bytes;
}
const json = async (path, digest) => JSON.parse(new TextDecoder().decode(await read(path, digest)));

async function isSigned(folder, manifest, keyId) {
  const { keys } = await json("keys.json");
  const known = keys.find((key) => key.id === keyId);
  if (!known) throw new Problem("Chữ ký dùng một khoá không có trong danh sách khoá đã công bố.");
  const signature = await read(`${folder}/manifest.sig`);
  let key;
  try {
    key = await crypto.subtle.importKey("raw", fromBase64(known.raw), "Ed25519", false, ["verify"]);
  } catch {
    return false; // a browser without Ed25519: said to the reader, never passed over
  }
  if (!(await crypto.subtle.verify("Ed25519", key, signature, manifest))) {
    throw new Problem("Chữ ký của bản công bố không đúng nên không hiển thị điểm. Hãy báo đơn vị công bố.");
  }
  return true;
}

async function open(code) {
  const { version } = await json(`results/${code}/latest.json`);
  const folder = `results/${code}/v${version}`;
  const bytes = await read(`${folder}/manifest.json`);
  const manifest = JSON.parse(new TextDecoder().decode(bytes));
  return { folder, manifest, signed: await isSigned(folder, bytes, manifest.key) };
}

async function shardOf({ folder, manifest }, number) {
  const digest = await crypto.subtle.digest("SHA-256", utf8(`${manifest.salt}:${number}`));
  const bits = manifest.shard_bits;
  const shard = bits ? new DataView(digest).getUint32(0) >>> (32 - bits) : 0;
  const below = bits - Math.floor(bits / 2);
  const name = `shards/${(shard >>> below).toString(16).padStart(3, "0")}`;
  const sums = new TextDecoder().decode(await read(`${folder}/${name}/SHA256SUMS`, manifest.folders[name]));
  const file = `${shard.toString(16).padStart(6, "0")}.json`;
  const line = sums.split("\n").find((one) => one.endsWith(`  ${file}`));
  if (!line) throw new Problem(`Danh sách mã băm thiếu ${file}. Hãy báo đơn vị công bố.`);
  return json(`${folder}/${name}/${file}`, line.slice(0, 64));
}

async function find(edition, number, code) {
  const shard = await shardOf(edition, number);
  const { manifest } = edition;
  if (!manifest.session.requires_second_factor) return shard[number];
  const secret = await crypto.subtle.importKey(
    "raw", fromHex(manifest.second_factor_key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"],
  );
  const normal = code.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  const text = utf8(`${manifest.session.code}\n${number}\n${normal}`);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", secret, text));
  const salt = fromHex(manifest.salt);
  const sealed = shard[(await sha256(join(utf8("name"), salt, digest))).slice(0, 32)];
  if (!sealed) return undefined;
  const raw = fromHex(await sha256(join(utf8("key"), salt, digest)));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const cipher = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: salt };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(cipher, key, fromBase64(sealed))));
}

const element = (name, text = "") => Object.assign(document.createElement(name), { textContent: text });

function show(edition, number, entry, words) {
  const { session, version, published_at: at } = edition.manifest;
  const language = entry[entry.length - 1];
  const table = document.createElement("table");
  session.papers.forEach((paper, place) => {
    if (entry[place] === null) return;
    const row = table.insertRow();
    const title = paper === "foreign_language" && language ? words[language] : words[paper];
    row.append(Object.assign(element("th", title), { scope: "row" }));
    row.append(element("td", (entry[place] / 100).toFixed(2).replace(".", ",")));
  });
  const when = new Date(at).toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
  const proof = edition.signed
    ? "Chữ ký và mã băm đã được kiểm tra trong trình duyệt này."
    : "Mã băm khớp, nhưng trình duyệt này chưa kiểm tra được chữ ký Ed25519; hãy dùng openssl hoặc trình duyệt mới.";
  byId("answer").replaceChildren(
    element("h2", `Số báo danh ${number}`), table,
    Object.assign(element("p", `${session.title}, bản ${version}, công bố ${when}. ${proof}`), { className: "quiet" }),
  );
}

const say = (text) => byId("answer").replaceChildren(Object.assign(element("p", text), { className: "note" }));

async function lookUp(words) {
  const number = byId("number").value.replace(/\s/g, "").toUpperCase();
  if (!globalThis.crypto?.subtle) throw new Problem("Trang cần kết nối https để kiểm tra tệp. Hãy mở lại bằng https.");
  const edition = await open(byId("session").value);
  const entry = await find(edition, number, byId("code").value);
  if (!entry) throw new Problem(`Không có kết quả của số báo danh «${number}». Hãy kiểm tra lại từng chữ số.`);
  show(edition, number, entry, words);
}

async function start() {
  const [sessions, words] = await Promise.all([json("sessions.json"), json("words.json")]);
  byId("session").replaceChildren(...sessions.map((one) => new Option(one.title, one.code)));
  const wanted = () => {
    byId("code-line").hidden = !sessions.find((one) => one.code === byId("session").value)?.requires_second_factor;
  };
  byId("session").addEventListener("change", wanted);
  wanted();
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    say("Đang tải và kiểm tra…");
    lookUp(words).catch((error) => say(error instanceof Problem ? error.message : `Không đọc được tệp: ${error.message}`));
  });
}

start().catch((error) => say(error.message));
