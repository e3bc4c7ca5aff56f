// Own elements of the house. Every page works without this file; here forms become pleasant.
// No eval, no inline handlers, no libraries: it runs under script-src 'self'. Floor: Chromium 90, Safari 15.

// ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const body = document.body;
const csrf = () => body.dataset.csrf || "";
const clockText = (date = new Date()) =>
  `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;

/** Tells screen readers what moved or changed; nothing is seen. */
function say(text) {
  const live = one("#live");
  if (!live) return;
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 50);
}

/** make("button", {class: "btn"}, "文字", child…): elements without innerHTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

async function post(url, data, { timeout = 60000, headers = {} } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: data,
      redirect: "manual",
      signal: stop.signal,
      headers: { "X-CSRFToken": csrf(), "X-Requested-With": "fetch", ...headers },
    });
    if (answer.type !== "opaqueredirect" && answer.status < 400) session.touch();
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

// A request that was sent to the sign-in page comes back as a redirect we do not follow.
const signedOut = (answer) => answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;

// ── 字号 and 高对比 ──────────────────────────────────────────────────────────────────────────────────────────────
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-set-size], [data-set-theme]");
  if (!button) return;
  event.preventDefault();
  const root = document.documentElement;
  const what = button.dataset.setSize ? "size" : "theme";
  const wanted = button.dataset.setSize || button.dataset.setTheme;
  const value = what === "theme" && root.dataset.theme === wanted ? "plain" : wanted;
  root.dataset[what] = value;
  document.cookie = `ui_${what}=${value};path=/;max-age=31536000;samesite=lax`;
  all(`[data-set-${what}]`).forEach((each) => each.setAttribute("aria-pressed", String(each === button && value === wanted)));
});

// ── what was typed and not yet saved (ux.md §3.8): sessionStorage, keyed by person ───────────────────────────────
const drafts = {
  prefix: "zc:",
  key: (path = location.pathname) => `zc:${body.dataset.user}:${path}`,
  keys: () => Object.keys(sessionStorage).filter((key) => key.startsWith("zc:")),
  read(key) {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write(key, draft) {
    try {
      sessionStorage.setItem(key, JSON.stringify(draft));
    } catch {
      // A full or forbidden storage must not stop anybody from typing.
    }
  },
  drop: (key) => sessionStorage.removeItem(key),
  /** Another person's drafts go; a submitted one is settled unless the sign-in page came instead. */
  sweep() {
    const mine = `zc:${body.dataset.user}:`;
    for (const key of drafts.keys()) {
      const draft = drafts.read(key);
      if (!body.dataset.user) draft?.submitted && drafts.write(key, { ...draft, lost: true });
      else if (!key.startsWith(mine) || (draft?.submitted && !draft.lost)) drafts.drop(key);
    }
  },
};
drafts.sweep();
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) drafts.keys().forEach(drafts.drop);
});

/** <form data-autosave="url" data-version="3"> … <zc-autosave><span class="save" role="status"></span></zc-autosave> */
class Autosave extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.out = one(".save", this);
    if (!this.form?.dataset.autosave || !this.out) return;
    this.version = Number(this.form.dataset.version) || 0;
    this.dirty = this.saving = false;
    this.clashes = []; // fields that differ from what was saved elsewhere
    this.failures = 0; // in a row
    this.form.addEventListener("input", (event) => this.typed(event, 1000));
    this.form.addEventListener("change", (event) => this.typed(event, 0));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("beforeunload", (event) => this.dirty && (event.preventDefault(), (event.returnValue = "")));
    addEventListener("online", () => this.dirty && this.save());
    this.offer();
  }

  typed(event, wait) {
    if (!this.keeps(event.target) || this.isKept()) return;
    this.dirty = this.more = true;
    this.keep();
    if (this.clashes.length) return this.tellClashes();
    this.show("dirty", "正在输入…");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** A field that is left says "change" once more, of what is saved already: nothing to save, nothing to warn of. */
  isKept() {
    if (this.saving || this.kept !== this.stand()) return false;
    clearTimeout(this.timer);
    if (this.dirty) {
      this.dirty = false;
      drafts.drop(drafts.key());
      this.show("ok", "已自动保存");
    }
    return true;
  }

  stand() {
    return JSON.stringify(this.fields());
  }

  /** Typed and taken back: what stands on the page is what was saved, and nothing waits to be saved. */
  isAsGiven() {
    if (one("[data-unsaved], .errors")) return false;
    return [...this.form.elements].filter((field) => this.keeps(field)).every((field) => {
      if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
      if (field.type === "select-one") return field.selectedIndex === Math.max(0, [...field.options].findIndex((each) => each.defaultSelected));
      if (field.options) return [...field.options].every((each) => each.selected === each.defaultSelected);
      return field.defaultValue === undefined || field.value === field.defaultValue; // a button has none
    });
  }

  keeps(field) {
    return field.name && field.type !== "file" && field.type !== "password" && !field.closest("[data-no-autosave]");
  }

  fields({ forStorage = false } = {}) {
    const fields = [...this.form.elements].filter((field) => this.keeps(field));
    const secret = new Set(fields.filter((field) => field.closest("[data-sensitive]")).map((field) => field.name));
    const names = new Set(fields.map((field) => field.name));
    names.delete("csrfmiddlewaretoken");
    names.delete("_version");
    return [...new FormData(this.form)].filter(([name]) => names.has(name) && !(forStorage && secret.has(name)));
  }

  keep(extra = {}) {
    drafts.write(drafts.key(), { at: clockText(), fields: this.fields({ forStorage: true }), ...extra });
  }

  submitted(event) {
    clearTimeout(this.timer);
    if (this.clashes.length) return event.preventDefault(), this.clashes[0].box.focus();
    if (this.saving) return this.wait(event);
    if (this.dirty) this.keep({ submitted: true });
    this.dirty = false;
  }

  /** A save under way is let finish first: the form is handed in with the version it made. */
  wait(event) {
    event.preventDefault();
    event.submitter?.setAttribute("aria-busy", "true");
    this.leaving = { by: event.submitter || undefined };
  }

  made(version) {
    this.version = version;
    if (this.form.elements._version) this.form.elements._version.value = version;
  }

  show(state, text) {
    this.out.dataset.state = state;
    this.out.textContent = text;
  }

  async save() {
    clearTimeout(this.timer);
    clearTimeout(this.retry);
    if (this.clashes.length) return;
    if (this.saving) return void (this.again = true);
    this.saving = true;
    this.again = this.more = false; // more: typed while this one is under way
    this.show("saving", "正在保存…");
    const data = new FormData();
    const sent = this.stand();
    this.fields().forEach(([name, value]) => data.append(name, value));
    data.set("_version", this.version);
    if (this.isAsGiven()) data.set("_same", "1");
    try {
      await this.heard(await post(this.form.dataset.autosave, data), sent);
    } catch {
      this.show("fail", "网络不通，内容已暂存在本机，联网后自动保存");
      const wait = Math.min(15000, 2000 * 2 ** this.failures++); // a line that is back may fail once more at first
      this.retry = setTimeout(() => this.dirty && this.save(), wait);
    } finally {
      this.saving = false;
      if (this.leaving) this.leave();
      else if (this.again) this.save();
    }
  }

  leave() {
    const { by } = this.leaving;
    this.leaving = null;
    by?.removeAttribute("aria-busy");
    this.form.requestSubmit(by);
  }

  async heard(answer, sent) {
    if (answer.status === 409) return this.conflict(await answer.json());
    if (signedOut(answer)) return this.show("fail", "登录已过期，内容已暂存在本机，请重新登录后恢复");
    if (!answer.ok) throw new Error(String(answer.status));
    const saved = await answer.json();
    this.made(saved.version);
    this.kept = sent;
    this.failures = 0;
    if (this.again || this.more) return; // what came meanwhile is kept here and told as saved by its own save
    this.dirty = false;
    drafts.drop(drafts.key());
    this.show("ok", `已自动保存 ${saved.at || clockText()}`);
  }

  /** Another tab or device saved meanwhile: below each field that differs stand both values, and nothing is saved
   *  before every one is settled (ux 06-3). */
  async conflict(theirs) {
    this.leaving?.by?.removeAttribute("aria-busy");
    this.leaving = null;
    this.version_ = theirs.version;
    this.clashes.forEach((clash) => clash.box.remove());
    this.clashes = this.differing(await this.there(theirs.values || {})).map((row) => this.clash(row));
    if (!this.clashes.length) return this.made(theirs.version), void (this.again = true);
    this.tellClashes();
    say(this.out.textContent);
    this.clashes[0].box.scrollIntoView({ block: "nearest" });
  }

  names() {
    const names = [...this.form.elements].filter((field) => this.keeps(field) && field.type !== "submit").map((field) => field.name);
    return [...new Set(names)].filter((name) => !["csrfmiddlewaretoken", "_version", "seen"].includes(name)); // marks
  }

  controls(name) {
    const field = this.form.elements[name];
    return field instanceof RadioNodeList ? [...field] : field ? [field] : [];
  }

  /** What stands elsewhere, by name: the page as it is now, then what came with the refusal. */
  async there(values) {
    const found = {};
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      const form = [...page.forms].find((each) => each.dataset.autosave === this.form.dataset.autosave);
      if (form) this.names().forEach((name) => (found[name] = new FormData(form).getAll(name)));
    } catch {
      // The values that came with the refusal must do.
    }
    for (const [name, value] of Object.entries(values)) {
      const several = this.controls(name).length > 1 || this.controls(name)[0]?.multiple;
      if (!found[name] || !several) found[name] = [String(value)];
    }
    return found;
  }

  /** Fields whose values are not the same here and there; two selects of one month are one. */
  differing(there) {
    const rows = new Map();
    const plain = (values) => JSON.stringify(values.map((value) => String(value).replace(/\r\n?/g, "\n")));
    for (const name of this.names()) {
      const here = new FormData(this.form).getAll(name);
      if (!there[name] || plain(there[name]) === plain(here)) continue;
      const place = this.controls(name)[0].closest(".field") || this.controls(name)[0];
      rows.set(place, [...(rows.get(place) || []), [name, there[name]]]);
    }
    return [...rows].map(([place, fields]) => ({ place, fields }));
  }

  clash({ place, fields }) {
    const title = (one("legend, label, .label", place)?.textContent || fields[0][0]).replace("（选填）", "").trim();
    const mine = make("dd");
    const fact = (label, value) => make("div", {}, make("dt", {}, label), value);
    const keep = make("button", { type: "button", class: "btn" }, "保留这里填的");
    const take = make("button", { type: "button", class: "btn" }, "改用别处填的");
    const theirs = make("dd", {}, fields.map(([name, values]) => this.words(name, values)).join(" "));
    const box = make("div", { class: "note todo clash", role: "group", tabindex: "-1", "aria-label": `${title}：两处填的不同` },
      make("div", { class: "body" }, make("b", {}, `“${title}”在别处改过，请选定一个`),
        make("dl", { class: "facts" }, fact("别处填的", theirs), fact("这里填的", mine)), make("div", { class: "row" }, keep, take)));
    const clash = { box, place, fields, refresh: () => (mine.textContent = fields.map(([name]) => this.words(name)).join(" ")) };
    clash.refresh();
    keep.addEventListener("click", () => this.settle(clash, false));
    take.addEventListener("click", () => this.settle(clash, true));
    const folded = place.closest("details");
    if (folded) folded.open = true;
    place.after(box);
    return clash;
  }

  /** A value as a person reads it: the option's words, a tick as a tick. */
  words(name, values = new FormData(this.form).getAll(name)) {
    const controls = this.controls(name);
    if (controls.length === 1 && controls[0].type === "checkbox") return values.length ? "已勾选" : "没有勾选";
    const said = controls.flatMap((field) => {
      if (field.options) return [...field.options].filter((each) => each.value && values.includes(each.value)).map((each) => each.text);
      if (field.type === "radio" || field.type === "checkbox") return values.includes(field.value) ? [(field.closest("label")?.textContent || field.value).trim()] : [];
      return values.filter(Boolean);
    });
    return said.join("、") || "没有填";
  }

  tellClashes() {
    this.clashes.forEach((clash) => clash.refresh());
    this.show("fail", `此页已在别处修改，有 ${this.clashes.length} 处要您选定，选定以后再保存`);
  }

  settle(clash, takes) {
    if (takes) clash.fields.forEach(([name, values]) => this.put(name, values));
    clash.box.remove();
    this.clashes = this.clashes.filter((each) => each !== clash);
    if (this.clashes.length) return this.tellClashes(), this.clashes[0].box.focus();
    this.made(this.version_);
    this.dirty = true;
    this.keep();
    one("input:not([type=hidden]), select:not([hidden]), textarea", clash.place)?.focus();
    this.save();
  }

  /** All values of one name: ticks are taken away as well as set, and whoever listens to the field hears of it. */
  put(name, values) {
    const rows = this.controls(name);
    rows.forEach((field, row) => {
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (field.options && rows.length > 1) field.value = values[row] ?? ""; // one select a row of a list
      else if (field.options) [...field.options].forEach((each) => (each.selected = values.includes(each.value)));
      else field.value = values[row] ?? "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  /** What was typed before the network or the session went away: on offer until it is taken or refused, whatever is typed meanwhile. */
  offer() {
    const offered = `${drafts.key()}#offered`;
    const settle = () => [drafts.key(), offered].forEach(drafts.drop);
    const draft = drafts.read(drafts.key()) || drafts.read(offered);
    if (!draft) return;
    const now = JSON.stringify(this.fields({ forStorage: true }));
    if (now === JSON.stringify(draft.fields)) return settle();
    drafts.write(offered, draft);
    const restore = make("button", { type: "button", class: "btn sm" }, "恢复未保存的内容");
    const forget = make("button", { type: "button", class: "btn quiet sm" }, "不要了");
    const box = make("div", { class: "note todo", role: "status" },
      make("div", { class: "body" }, make("p", {}, `${draft.at} 有填写的内容没有保存成功。`), make("div", { class: "row" }, restore, forget)));
    restore.addEventListener("click", () => {
      const given = new Map();
      draft.fields.forEach(([name, value]) => given.set(name, [...(given.get(name) || []), value]));
      settle();
      given.forEach((values, name) => this.put(name, values));
      box.remove();
      this.dirty = true;
      this.keep();
      this.save();
    });
    forget.addEventListener("click", () => {
      settle();
      box.remove();
    });
    this.form.prepend(box);
  }
}

// ── ordered entries ──────────────────────────────────────────────────────────────────────────────────────────────
/** <form method="post" action="…"><zc-sortable><ol class="items"><li class="item" data-id data-name> .grip .rank {% move_buttons %} */
class Sortable extends HTMLElement {
  connectedCallback() {
    this.list = one("ol, ul", this);
    this.form = this.closest("form") || one("form", this);
    if (!this.list || !this.form) return;
    this.addEventListener("click", (event) => this.pressed(event));
    this.addEventListener("pointerdown", (event) => this.lifted(event));
    this.addEventListener("change", (event) => this.placed(event));
  }

  get rows() {
    return all(":scope > li", this.list);
  }

  pressed(event) {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    const before = this.rows;
    const step = Number(button.dataset.move);
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    this.settled(row, before);
    (button.disabled ? one("[data-move]:not([disabled])", row) : button)?.focus();
  }

  /** 移到第 __ 位. */
  placed(event) {
    const field = event.target.closest("[data-place]");
    if (!field) return;
    const row = field.closest("li");
    const before = this.rows;
    const rest = before.filter((each) => each !== row);
    if (!/^\s*\d+\s*$/u.test(field.value)) return void (field.value = "");
    const place = Math.min(Math.max(1, Number(field.value)), before.length);
    this.list.insertBefore(row, rest[place - 1] || null);
    field.value = "";
    this.settled(row, before);
  }

  lifted(event) {
    const grip = event.target.closest(".grip");
    if (!grip || event.button > 0) return;
    event.preventDefault();
    const row = grip.closest("li");
    const before = this.rows;
    row.classList.add("lifted");
    const move = (at) => this.carried(row, at.clientY);
    const drop = () => {
      document.removeEventListener("pointermove", move);
      row.classList.remove("lifted");
      if (before.some((each, index) => each !== this.rows[index])) this.settled(row, before);
    };
    // On the document: a row that moves in the tree loses the capture of its pointer.
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", drop, { once: true });
    document.addEventListener("pointercancel", drop, { once: true });
  }

  carried(row, y) {
    for (const other of this.rows) {
      if (other === row) continue;
      const box = other.getBoundingClientRect();
      const above = other.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (above && y < box.top + box.height / 2) return other.before(row);
      if (!above && y > box.top + box.height / 2 && y < box.bottom + box.height) {
        const next = other.nextElementSibling;
        if (!next || y < next.getBoundingClientRect().top + next.offsetHeight / 2) return other.after(row);
      }
    }
  }

  number() {
    const rows = this.rows;
    rows.forEach((row, index) => {
      const rank = one(".rank", row);
      if (rank) rank.textContent = index + 1;
      all('[data-move="-1"]', row).forEach((button) => (button.disabled = index === 0));
      all('[data-move="1"]', row).forEach((button) => (button.disabled = index === rows.length - 1));
    });
  }

  async settled(row, before) {
    this.number();
    const rows = this.rows;
    say(`${row.dataset.name} 已移到第 ${rows.indexOf(row) + 1} 位，共 ${rows.length} 项`);
    const data = new FormData();
    rows.forEach((each) => data.append("order", each.dataset.id));
    try {
      const answer = await post(this.form.action, data);
      if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(String(answer.status));
    } catch {
      this.list.append(...before);
      this.number();
      say("顺序没有保存，已恢复原来的顺序，请稍后再试");
    }
  }
}

// ── uploads ──────────────────────────────────────────────────────────────────────────────────────────────────────
const LONG_SIDE = 2480;
const KEEP_BELOW = 1.5e6;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1)} MB`;

async function bitmapOf(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    const image = new Image();
    image.src = URL.createObjectURL(file);
    await image.decode();
    URL.revokeObjectURL(image.src);
    return image;
  }
}

/** A photo upright and at most 2480 px long; anything that cannot be read is sent as it is, the server judges. */
async function shrink(file) {
  try {
    const picture = await bitmapOf(file);
    const width = picture.width || picture.naturalWidth;
    const height = picture.height || picture.naturalHeight;
    const scale = Math.min(1, LONG_SIDE / Math.max(width, height));
    if (scale === 1 && file.size < KEEP_BELOW) return file;
    const canvas = make("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return small && small.size < file.size ? small : file;
  } catch {
    return file;
  }
}

// A plain chooser of photos (data-shrink): they are made smaller before their form is sent (08-2).
document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches || !input.matches("input[type=file][data-shrink]") || !window.DataTransfer) return;
  const chosen = [...input.files];
  const buttons = all("button", input.form);
  buttons.forEach((each) => (each.disabled = true));
  const small = new DataTransfer();
  for (const file of chosen) {
    const made = await shrink(file);
    const name = file.name.replace(/\.\w+$/u, "");
    small.items.add(made === file ? file : new File([made], `${name}.jpg`, { type: "image/jpeg" }));
  }
  input.files = small.files;
  buttons.forEach((each) => (each.disabled = false));
});

/** <zc-upload data-max="20000000" data-types="image/jpeg,…"><form enctype=multipart action><div class="drop"><input type=file name=file>…<ul class="files"> */
class Upload extends HTMLElement {
  connectedCallback() {
    this.form = one("form", this) || this.closest("form");
    this.inputs = [...this.querySelectorAll("input[type=file]")]; // one of two opens the camera of a phone
    this.input = this.inputs[this.inputs.length - 1];
    this.files = one(".files", this);
    this.drop = one(".drop", this);
    if (!this.form || !this.input || !this.files) return;
    this.url = this.dataset.url || this.form.action;
    this.inputs.forEach((input) => input.addEventListener("change", () => this.take(input.files)));
    if (this.drop) this.welcome();
  }

  welcome() {
    for (const name of ["dragover", "dragleave", "drop"]) {
      this.drop.addEventListener(name, (event) => {
        event.preventDefault();
        this.drop.classList.toggle("over", name === "dragover");
        if (name === "drop") this.take(event.dataTransfer.files);
      });
    }
  }

  take(files) {
    [...files].forEach((file) => this.add(file));
    this.inputs.forEach((input) => (input.value = ""));
  }

  card(file) {
    const picture = make("img", { alt: "", width: 160, height: 120 });
    if (file.type.startsWith("image/")) picture.src = URL.createObjectURL(file);
    else picture.hidden = true;
    const bar = make("progress", { max: 100, value: 0, "aria-label": `上传进度 ${file.name}` });
    const text = make("span", { class: "s muted", role: "status" }, "正在准备…");
    const again = make("button", { type: "button", class: "btn sm", hidden: "" }, "重新上传");
    const row = make("li", { class: "file" }, make("div", { class: "thumb" }, picture), make("div", { class: "body" }, make("b", {}, file.name), bar, text, again));
    this.files.append(row);
    return { row, bar, text, again };
  }

  async add(file) {
    const seen = this.card(file);
    const types = (this.dataset.types || "image/jpeg,image/png,application/pdf").split(",");
    if (file.size === 0) return this.refuse(seen, "这是一个空文件，请重新选择");
    if (!types.includes(file.type)) return this.refuse(seen, this.dataset.typesText || "只能上传 JPG、PNG 或 PDF 文件");
    const sent = file.type.startsWith("image/") ? await shrink(file) : file;
    const limit = Number(this.dataset.max) || 20e6;
    if (sent.size > limit) return this.refuse(seen, `文件有 ${megabytes(sent.size)}，超过 ${megabytes(limit)} 的上限，请压缩后再传`);
    seen.again.addEventListener("click", () => this.send(seen, sent, file));
    this.send(seen, sent, file);
  }

  /** What cannot be sent again is one line with 移除: no picture, and nothing that stays until the page is left. */
  refuse({ row, bar, text }, why, again) {
    row.classList.add("bad");
    bar.hidden = true;
    if (!again) one(".thumb", row)?.remove();
    if (!one("[data-gone]", row)) {
      const gone = make("button", { type: "button", class: "btn sm", "data-gone": "" }, "移除");
      gone.addEventListener("click", () => {
        row.remove();
        this.input.focus();
      });
      text.after(gone);
    }
    text.textContent = why;
    text.className = "s err";
    if (again) again.hidden = false;
    say(why);
  }

  send(seen, sent, file, tries = 0) {
    const { row, bar, text, again } = seen;
    row.classList.remove("bad");
    one("[data-gone]", row)?.remove();
    text.className = "s muted";
    again.hidden = true;
    bar.hidden = false;
    const request = new XMLHttpRequest();
    request.open("POST", this.url);
    request.timeout = 180000;
    request.setRequestHeader("X-CSRFToken", csrf());
    request.setRequestHeader("X-Requested-With", "zc-upload");
    request.upload.onprogress = (event) => {
      bar.value = (event.loaded / event.total) * 100;
      text.textContent = event.loaded < event.total ? `已传 ${Math.round(bar.value)}%` : "检查中…";
    };
    request.onload = () => this.answered(seen, request, file);
    request.onerror = request.ontimeout = () => {
      if (tries < 2) {
        text.textContent = "网络不通，正在重试…";
        return void setTimeout(() => this.send(seen, sent, file, tries + 1), 1500 * (tries + 1));
      }
      this.refuse(seen, "网络中断，没有传上去", again);
    };
    const data = new FormData(this.form); // with what was typed beside the file
    data.set(this.input.name || "file", sent, file.name);
    request.send(data);
  }

  /** The server answers with the finished <li class="file">, or with {"error": "…"} and 4xx. */
  answered(seen, request, file) {
    const isHtml = (request.getResponseHeader("Content-Type") || "").startsWith("text/html");
    if (request.status >= 400 || request.status === 0) {
      return this.refuse(seen, this.reason(request, isHtml), request.status >= 500 ? seen.again : null);
    }
    session.touch();
    if (isHtml && request.responseText.includes("<li")) {
      const fresh = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("li");
      if (fresh) seen.row.replaceWith(this.pictured(document.adoptNode(fresh), seen.row));
    } else {
      seen.bar.hidden = true;
      seen.text.textContent = "已上传";
    }
    say(`${file.name} 已上传`);
    this.dispatchEvent(new CustomEvent("zc:uploaded", { bubbles: true }));
    if (this.hasAttribute("data-reload") && !one("progress:not([hidden])", this.files)) location.reload();
  }

  /** Until the server has drawn the page, the picture that was sent stands for it. */
  pictured(fresh, row) {
    const [sent, place] = [one(".thumb img[src]:not([hidden])", row), one(".thumb", fresh)];
    if (sent && place && !one("img", place)) place.replaceChildren(sent);
    return fresh;
  }

  reason(request, isHtml) {
    try {
      return JSON.parse(request.responseText).error;
    } catch {
      return !isHtml && request.responseText ? request.responseText : "没有传上去，请再试一次";
    }
  }
}

// ── a video, piece by piece ──────────────────────────────────────────────────────────────────────────────────────────
const share = (at, file) => `已传 ${Math.floor((at / file.size) * 100)}%`;

/** <zc-video data-begin data-slot data-part data-piece data-max><form> input[type=file] … <ul class="files">: goes on where it broke off. */
class Video extends HTMLElement {
  connectedCallback() {
    this.input = one("input[type=file]", this);
    this.files = one(".files", this);
    if (!this.input || !this.files || !window.fetch) return;
    this.input.addEventListener("change", () => this.take(this.input.files[0]));
    window.addEventListener("beforeunload", (event) => this.busy && event.preventDefault());
    window.addEventListener("offline", () => this.line?.abort()); // what hangs on a cut line is told and tried again
  }

  take(file) {
    if (!file || this.busy) return;
    this.files.replaceChildren();
    const bar = make("progress", { max: file.size, value: 0, "aria-label": `上传进度 ${file.name}` });
    const text = make("span", { class: "s muted", role: "status" }, "正在准备…");
    const again = make("button", { type: "button", class: "btn sm", hidden: "" }, "继续上传");
    this.files.append(make("li", { class: "file" }, make("div", { class: "body" }, make("b", {}, file.name), bar, text, again)));
    this.seen = { bar, text, again };
    again.addEventListener("click", () => this.send(file));
    if (file.size > Number(this.dataset.max) * 2 ** 20) return this.stop(`视频有 ${megabytes(file.size)}，超过 ${this.dataset.max}MB 的上限，请压缩或剪短后上传`, false);
    this.send(file);
  }

  async send(file) {
    this.busy = true;
    this.seen.again.hidden = true;
    this.seen.text.className = "s muted";
    try {
      await this.pieces(file);
    } catch (problem) {
      this.stop(problem.told || "网络中断，已传的部分保留，恢复后点“继续上传”", problem.again !== false);
    } finally {
      this.busy = false;
    }
  }

  async pieces(file) {
    const data = new FormData();
    for (const [name, value] of Object.entries({ slot: this.dataset.slot, part: this.dataset.part, name: file.name, size: file.size })) data.set(name, value);
    const begun = await this.asked(await post(this.dataset.begin, data));
    let at = begun.received;
    for (let tries = 0; at < file.size; ) {
      if (!tries) this.show(file, at);
      const slow = setTimeout(() => this.show(file, at, `网络很慢，正在等待，${share(at, file)}`), 8000);
      try {
        const piece = this.put(begun.url, file.slice(at, at + Number(this.dataset.piece)), at);
        at = (await piece.finally(() => clearTimeout(slow))).received;
        tries = 0;
      } catch (problem) {
        if (problem.told || ++tries > 4) throw problem;
        this.show(file, at, `${problem instanceof Error ? "网络不通" : "服务器没有收下"}，正在重试，${share(at, file)}`);
        await new Promise((go) => setTimeout(go, 1000 * tries));
      }
    }
    this.show(file, at, "检查中…");
    location.assign((await this.asked(await post(begun.url, new FormData(), { timeout: 300000 }))).done);
  }

  async put(url, piece, at) {
    const bytes = await piece.arrayBuffer();
    const headers = { "X-CSRFToken": csrf(), "X-Requested-With": "fetch", "Upload-Offset": String(at), "Content-Type": "application/octet-stream" };
    if (window.crypto && crypto.subtle) {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      headers["Upload-Checksum"] = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    }
    this.line = new AbortController();
    const timer = setTimeout(() => this.line.abort(), 180000);
    try {
      const answer = await fetch(url, { method: "PUT", body: bytes, headers, redirect: "manual", signal: this.line.signal });
      return answer.status === 409 ? await answer.json() : await this.asked(answer);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The server's JSON; a refusal it put into words, or a sign-in page, is not tried again by itself. */
  async asked(answer) {
    if (signedOut(answer)) throw { told: "登录已失效，请重新登录后再选择同一个文件，会接着上传", again: false };
    if (answer.status >= 500) throw {};
    const told = await answer.json();
    if (answer.status >= 400) throw { told: told.error || "没有传上去，请再试一次" };
    session.touch();
    return told;
  }

  show(file, at, words) {
    this.seen.bar.value = at;
    this.seen.text.textContent = words || `已传 ${megabytes(at)} / ${megabytes(file.size)}`;
  }

  stop(why, again) {
    this.seen.text.textContent = why;
    this.seen.text.className = "s err";
    this.seen.again.hidden = !again;
    say(why);
  }
}

// ── the reading table ────────────────────────────────────────────────────────────────────────────────────────────
/** <zc-viewer class="viewer"> .tools [data-act=in|out|fit|rot|compare], select[data-jump], [data-zoom]; .pages img.page[data-file] */
class Viewer extends HTMLElement {
  connectedCallback() {
    this.zoom = 1;
    this.turn = 0;
    this.acts = {
      in: () => this.scale(this.zoom + 0.25),
      out: () => this.scale(this.zoom - 0.25),
      fit: () => this.scale(1),
      rot: () => this.rotate(this.turn + 90),
      compare: (button) => button.setAttribute("aria-pressed", String(this.classList.toggle("compare"))),
    };
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button) this.acts[button.dataset.act]?.(button);
      const page = event.target.closest(".pages [data-file]");
      if (page) linkFile(page.dataset.file, { scroll: false });
    });
    this.addEventListener("change", (event) => {
      if (event.target.matches("[data-jump]")) this.show(event.target.value);
    });
    addEventListener("resize", () => this.turn % 180 && this.rotate(this.turn));
  }

  scale(zoom) {
    this.zoom = Math.min(3, Math.max(0.5, zoom));
    this.style.setProperty("--zoom", this.zoom);
    this.classList.toggle("zoomed", this.zoom > 1);
    const out = one("[data-zoom]", this);
    if (out) out.textContent = `${Math.round(this.zoom * 100)}%`;
    say(`显示比例 ${Math.round(this.zoom * 100)}%`);
    if (this.turn % 180) this.rotate(this.turn);
  }

  rotate(turn) {
    this.turn = turn % 360;
    for (const page of all(".page", this)) {
      const gap = this.turn % 180 ? (page.offsetWidth - page.offsetHeight) / 2 : 0;
      page.style.transform = this.turn ? `rotate(${this.turn}deg)` : "";
      page.style.marginBlock = gap ? `${gap}px` : "";
    }
  }

  show(file) {
    const page = one(`.pages [data-file="${CSS.escape(file)}"]`, this);
    page?.scrollIntoView({ block: "start" });
  }
}

/** A row of the checklist and its file point at each other: [data-file] on both, the row also data-row. */
function linkFile(file, { scroll = true } = {}) {
  all("[data-row][data-file]").forEach((row) => row.classList.toggle("on", row.dataset.file === file));
  if (scroll) all("zc-viewer").forEach((viewer) => viewer.show?.(file));
  all("select[data-jump]").forEach((select) => (select.value = file));
}
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row][data-file]");
  if (row && !event.target.closest("a, button, input, textarea, select, label")) linkFile(row.dataset.file);
  const opener = event.target.closest("[data-show-file]");
  if (opener) linkFile(opener.dataset.showFile);
});

/** Below 60em the halves of .split stand one at a time: buttons [data-pane] in a nav before it say which. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pane]");
  const split = button && one(".split.sizable");
  if (split) showPane(split, button.dataset.pane);
});
function showPane(split, pane) {
  split.dataset.shown = pane;
  all("button[data-pane]").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.pane === pane)));
}
if (one("button[data-pane]") && one(".split.sizable")) showPane(one(".split.sizable"), "checks");

/** <zc-divider> between the two halves of .split: drag, or arrow keys; remembered on this machine. */
class Divider extends HTMLElement {
  connectedCallback() {
    this.split = this.closest(".split");
    this.setAttribute("role", "separator");
    this.setAttribute("aria-orientation", "vertical");
    this.setAttribute("aria-label", "调整左右宽度");
    this.setAttribute("aria-valuemin", "30");
    this.setAttribute("aria-valuemax", "75");
    this.tabIndex = 0;
    this.set(Number(localStorage.getItem("zc:split")) || 57);
    this.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
      if (step) this.set(this.value + step, true);
    });
    this.addEventListener("pointerdown", (event) => this.grab(event));
  }

  grab(event) {
    this.setPointerCapture(event.pointerId);
    const move = (at) => {
      const box = this.split.getBoundingClientRect();
      this.set(((at.clientX - box.left) / box.width) * 100, true);
    };
    this.addEventListener("pointermove", move);
    this.addEventListener("pointerup", () => this.removeEventListener("pointermove", move), { once: true });
  }

  set(value, remember) {
    this.value = Math.min(75, Math.max(30, Math.round(value)));
    this.setAttribute("aria-valuenow", this.value);
    this.split.style.setProperty("--split", `${this.value}%`);
    if (remember) localStorage.setItem("zc:split", this.value);
  }
}

// ── search list over a select, or over a server list (ARIA APG combobox) ─────────────────────────────────────────
/** <zc-combobox><select>…</select></zc-combobox>, or data-url with <input name=…_text> and <input type=hidden name=…>. */
class Combobox extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.select = one("select", this);
    this.hidden_ = one("input[type=hidden]", this);
    if (!this.select && !this.dataset.url) return;
    this.list = make("ul", { class: "combo-list", role: "listbox", id: `${this.base()}_list`, hidden: "" });
    this.input = this.select ? this.standIn() : one("input:not([type=hidden])", this);
    Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id })
      .forEach(([name, value]) => this.input.setAttribute(name, value));
    this.list.setAttribute("aria-label", this.input.labels?.[0]?.textContent.trim() || "可选项");
    this.append(this.list);
    this.active = -1;
    this.input.addEventListener("input", () => this.search());
    this.select?.addEventListener("change", () => (this.input.value = this.select.value ? this.select.selectedOptions[0].text : ""));
    this.input.addEventListener("click", () => this.list.hidden && this.search(""));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.leave(), 150));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.choose(all("[role=option]", this.list).indexOf(row));
    });
  }

  base() {
    return this.select?.id || one("input", this)?.id || `combo${Math.random().toString(36).slice(2)}`;
  }

  /** The select keeps name and value for the form; a text box takes its id, label and hints. */
  standIn() {
    const input = make("input", { type: "text", class: "input bare", id: this.select.id });
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (this.select.hasAttribute(name)) input.setAttribute(name, this.select.getAttribute(name));
    }
    if (this.select.required) input.setAttribute("aria-required", "true");
    input.placeholder = this.dataset.hint || "输入文字或拼音首字母查找";
    input.value = this.select.value ? this.select.selectedOptions[0].text : "";
    this.select.id += "_select";
    this.select.required = false;
    this.select.hidden = true;
    this.prepend(input);
    return input;
  }

  async search(text = this.input.value.trim()) {
    const turn = (this.turn = (this.turn || 0) + 1);
    const found = this.select ? this.local(text) : await this.remote(text);
    if (turn === this.turn && found) this.show(found);
  }

  local(text) {
    const wanted = text.toLowerCase();
    const current = this.select.selectedOptions[0]?.text;
    return [...this.select.options]
      .filter((option) => option.value)
      .map((option) => ({ value: option.value, label: option.text, initials: option.dataset.initials || "" }))
      .filter((row) => !wanted || text === current || row.label.toLowerCase().includes(wanted) || row.initials.includes(wanted));
  }

  async remote(text) {
    if (text.length < Number(this.dataset.from || 1)) return [];
    await new Promise((done) => setTimeout(done, 200));
    if (text !== this.input.value.trim() && text) return null;
    const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).results : [];
  }

  show(rows) {
    this.rows = rows.slice(0, 100);
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...this.rows.map((row, index) => this.option(row, index)));
    if (!rows.length) this.list.append(make("li", { class: "none" }, "没有找到，换个字试试"));
    this.open(true);
    say(rows.length ? `有 ${rows.length} 项` : "没有找到");
  }

  option(row, index) {
    const picked = row.value === (this.select || this.hidden_)?.value;
    const item = make("li", { role: "option", id: `${this.list.id}_${index}`, "aria-selected": String(picked) }, row.label);
    if (row.hint) item.append(make("span", { class: "s muted" }, row.hint));
    return item;
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
  }

  key(event) {
    const closed = this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (closed) return void this.search("");
      this.step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !closed && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && !closed) {
      event.stopPropagation();
      this.open(false);
    }
  }

  step(way) {
    const options = all("[role=option]", this.list);
    if (!options.length) return;
    options[this.active]?.classList.remove("active");
    this.active = (this.active + way + options.length) % options.length;
    options[this.active].classList.add("active");
    options[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
  }

  choose(index) {
    const row = this.rows[index];
    this.input.value = row.label;
    const holder = this.select || this.hidden_;
    if (holder) {
      holder.value = row.value;
      holder.dispatchEvent(new Event("input", { bubbles: true }));
      holder.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.open(false);
    say(`已选 ${row.label}`);
  }

  /** Text that names nothing is taken back, so that what is seen is what is sent. */
  leave() {
    this.open(false);
    if (!this.select) return;
    const typed = this.input.value.trim();
    const exact = [...this.select.options].find((option) => option.value && option.text === typed);
    if (exact && exact.value !== this.select.value) {
      this.select.value = exact.value;
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (!typed && this.select.value) {
      this.select.value = "";
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.input.value = this.select.value ? this.select.selectedOptions[0].text : "";
  }
}

// ── signature ────────────────────────────────────────────────────────────────────────────────────────────────────
/** <zc-signature><svg class="sign" viewBox="0 0 600 180"><path/></svg><input type="hidden"><button data-clear> */
class Signature extends HTMLElement {
  connectedCallback() {
    this.svg = one("svg", this);
    this.path = one("path", this.svg);
    this.value = one("input[type=hidden]", this);
    this.strokes = this.value.value ? this.value.value.split(/(?=M)/) : [];
    this.draw();
    this.svg.addEventListener("pointerdown", (event) => this.begin(event));
    one("[data-clear]", this)?.addEventListener("click", () => {
      this.strokes = [];
      this.draw();
      say("签名已清除");
    });
    one("[data-undo]", this)?.addEventListener("click", () => {
      this.strokes.pop();
      this.draw();
    });
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    const x = Math.round(((event.clientX - box.left) / box.width) * 600);
    const y = Math.round(((event.clientY - box.top) / box.height) * 180);
    return `${Math.min(600, Math.max(0, x))} ${Math.min(180, Math.max(0, y))}`;
  }

  begin(event) {
    if (event.button > 0) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    const start = this.point(event);
    this.strokes.push(`M${start}L${start}`);
    const move = (at) => {
      this.strokes[this.strokes.length - 1] += `L${this.point(at)}`;
      this.draw();
    };
    const end = () => this.svg.removeEventListener("pointermove", move);
    this.svg.addEventListener("pointermove", move);
    this.svg.addEventListener("pointerup", end, { once: true });
    this.svg.addEventListener("pointercancel", end, { once: true });
    this.draw();
  }

  draw() {
    this.value.value = this.strokes.join("");
    this.path.setAttribute("d", this.value.value);
  }
}

// ── countdown by the server's clock ──────────────────────────────────────────────────────────────────────────────
/** <zc-countdown data-until="ISO" data-now="ISO"><span class="clock">还剩 …</span></zc-countdown> */
class Countdown extends HTMLElement {
  connectedCallback() {
    this.out = one(".clock", this) || this;
    this.until = Date.parse(this.dataset.until);
    this.offset = this.dataset.now ? Date.parse(this.dataset.now) - Date.now() : 0;
    this.told = new Set();
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const seconds = Math.max(0, Math.round((this.until - Date.now() - this.offset) / 1000));
    this.out.textContent = this.words(seconds);
    this.out.dataset.state = seconds === 0 ? "over" : seconds < 600 ? "soon" : "";
    for (const minutes of [60, 10, 5]) {
      if (seconds <= minutes * 60 && seconds > minutes * 60 - 5 && !this.told.has(minutes)) {
        this.told.add(minutes);
        say(`还剩 ${minutes} 分钟`);
      }
    }
    if (seconds > 0) return;
    clearInterval(this.timer);
    this.dispatchEvent(new CustomEvent("zc:over", { bubbles: true }));
  }

  words(seconds) {
    if (seconds === 0) return "已截止";
    const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    if (days) return `还剩 ${days} 天 ${hours} 小时`;
    if (hours) return `还剩 ${hours} 小时 ${minutes} 分`;
    return `还剩 ${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

// ── dialogs: an improvement of a link that leads to a page ───────────────────────────────────────────────────────
class Dialog extends HTMLElement {
  connectedCallback() {
    this.box = one("dialog", this);
    if (!one("[data-close]", this.box)) {
      const close = make("button", { type: "button", class: "btn", "data-close": "" }, "关闭");
      const rows = all(".row", this.box);
      if (rows.length) rows[rows.length - 1].append(close);
      else (one(".stack", this.box) || this.box).append(make("div", { class: "row" }, close));
    }
    this.box.addEventListener("click", (event) => {
      if (event.target === this.box || event.target.closest("[data-close]")) this.close();
    });
  }

  open() {
    this.back = document.activeElement;
    if (this.box.showModal) return this.box.showModal();
    this.wash = make("div", { class: "page-wash" });
    this.before(this.wash);
    this.box.classList.add("fallback");
    this.box.setAttribute("open", "");
    one("a, button, input, select, textarea", this.box)?.focus();
  }

  close() {
    if (this.box.close) this.box.close();
    else this.box.removeAttribute("open");
    this.wash?.remove();
    this.back?.focus();
  }
}
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog)?.closest("zc-dialog");
  if (!dialog?.open) return;
  event.preventDefault();
  dialog.open();
});

// ── keys: off until the person switches them on (WCAG 2.1.4) ─────────────────────────────────────────────────────
const keys = {
  on: () => body.dataset.hotkeys === "on" && localStorage.getItem("zc:keys") === "on",
  typing: (target) => target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]"),
  paint: () => all("[data-hotkey-switch]").forEach((button) => button.setAttribute("aria-pressed", String(keys.on()))),
};
document.addEventListener("keydown", (event) => {
  if (!keys.on() || event.ctrlKey || event.metaKey || event.altKey || keys.typing(event.target)) return;
  if (event.key === "?") return void showKeys();
  const target = one(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input:not([type=radio]):not([type=checkbox]), textarea")) target.focus();
  else target.click();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-hotkey-switch]")) return;
  localStorage.setItem("zc:keys", keys.on() ? "off" : "on");
  keys.paint();
  say(keys.on() ? "快捷键已打开，按问号查看" : "快捷键已关闭");
});
keys.paint();

function showKeys() {
  const rows = all("[data-key]").flatMap((target) => {
    const name = target.dataset.keyName || target.getAttribute("aria-label") || target.textContent.trim() || one("[aria-label]", target)?.getAttribute("aria-label") || target.labels?.[0]?.textContent.trim();
    return [make("dt", {}, make("kbd", {}, target.dataset.key)), make("dd", {}, name)];
  });
  const box = make("dialog", { "aria-label": "快捷键" }, make("div", { class: "stack" }, make("h2", {}, "快捷键"), make("dl", { class: "keys" }, ...rows)));
  const dialog = make("zc-dialog", {}, box);
  body.append(dialog);
  box.addEventListener("close", () => dialog.remove());
  dialog.open();
}

// ── session: a warning five minutes before its end, one button to stay ───────────────────────────────────────────
const session = {
  seconds: Number(body.dataset.session) || 0,
  since: Date.now(),
  touch() {
    session.since = Date.now();
    localStorage.setItem("zc:session", session.since); // for the other tabs: the server counts for all of them
    one("#session-warning")?.remove();
  },
  watch() {
    session.since = Math.max(session.since, Number(localStorage.getItem("zc:session")) || 0);
    const left = session.seconds - (Date.now() - session.since) / 1000;
    if (left <= 0) return session.over();
    if (left > 300) return one("#session-warning")?.remove();
    if (one("#session-warning")) return;
    const stay = make("button", { type: "button", class: "btn primary" }, "继续使用");
    stay.addEventListener("click", session.stay);
    const box = make("div", { class: "toast warning floating", id: "session-warning", role: "alert" },
      make("p", {}, "您有一会儿没有操作，5 分钟内将自动退出。填写的内容不会丢。"), stay);
    body.append(box);
  },
  async stay() {
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (answer && signedOut(answer)) session.over();
    else session.touch();
  },
  /** Idle for too long: nothing is taken from the page, signing in leads back to it. */
  over() {
    if (one("#session-over")) return;
    one("#session-warning")?.remove();
    body.append(make("div", { class: "toast warning floating", id: "session-over", role: "alert" },
      make("p", {}, "您较长时间没有操作，已为安全退出，请重新登录。"),
      make("a", { class: "btn primary", href: location.href }, "重新登录")));
  },
};
if (session.seconds) {
  session.touch();
  setInterval(session.watch, 20000);
}
document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && session.touch());
document.addEventListener("htmx:beforeRequest", (event) => {
  // Polls rest while nobody looks.
  if (document.hidden && event.detail.elt.getAttribute("hx-trigger")?.includes("every")) event.preventDefault();
});

// ── small manners ────────────────────────────────────────────────────────────────────────────────────────────────
// One click is one act; the server's idempotency key stays the judge.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) return void event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  all("form[data-sent]").forEach((form) => delete form.dataset.sent);
  all("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
});

// Choose all, count the chosen.
document.addEventListener("change", (event) => {
  const chooser = event.target.closest("[data-all]");
  if (chooser) all(`input[type=checkbox][name="${chooser.dataset.all}"]`).forEach((box) => (box.checked = chooser.checked));
  for (const out of all("[data-picked]")) out.textContent = all(`input[name="${out.dataset.picked}"]:checked`).length;
});

// Filters apply by themselves; the button stays for those without script.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-apply]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit?.();
});

// Counted texts: characters without white space, as the server counts them.
function count(out) {
  const area = document.getElementById(out.dataset.for);
  if (!area) return;
  const written = [...area.value.replace(/\s/gu, "")].length;
  const [least, most] = [Number(out.dataset.least) || 0, Number(out.dataset.most) || 0];
  const rest = written < least ? `，还需 ${least - written} 字` : most && written > most ? `，超出 ${written - most} 字` : "";
  out.dataset.state = written < least ? "short" : most && written > most ? "over" : "ok";
  out.textContent = `已写 ${written} 字${rest}`;
}
all(".counter[data-for]").forEach(count);
document.addEventListener("input", (event) => all(`.counter[data-for="${CSS.escape(event.target.id || "-")}"]`).forEach(count));

// ID numbers read as 6-8-4; spaces are the reader's, not the number's.
document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-group]");
  if (!field || event.isComposing) return;
  const sizes = field.dataset.group.split("-").map(Number);
  const plain = field.value.replace(/\s/gu, "");
  const atEnd = field.selectionStart === field.value.length;
  if (!atEnd) return;
  let from = 0;
  field.value = sizes.map((size) => plain.slice(from, (from += size))).concat(plain.slice(from)).filter(Boolean).join(" ");
});

// 显示密码.
document.addEventListener("change", (event) => {
  const field = event.target.dataset?.reveals && document.getElementById(event.target.dataset.reveals);
  if (field) field.type = event.target.checked ? "text" : "password";
});

// What another answer asks for (data-when, data-when-is): folded until it is given. What is filled in or wrong stays open.
function answered(form, name) {
  return [...form.elements]
    .filter((field) => field.name === name && (!/^(checkbox|radio)$/u.test(field.type) || field.checked))
    .map((field) => field.value)
    .filter(Boolean);
}
const isFilled = (field) => (/^(checkbox|radio)$/u.test(field.type) ? field.checked && field.value : field.value);
function fold(form) {
  for (const box of all("[data-when]", form)) {
    const wanted = box.dataset.whenIs.split("|");
    const given = answered(form, box.dataset.when);
    const asked = wanted.includes("*") ? given.length > 0 : given.some((value) => wanted.includes(value));
    box.toggleAttribute("data-asked", asked || Boolean(one(".err", box)) || all("input, select, textarea", box).some(isFilled));
  }
}
new Set(all("[data-when]").map((box) => box.closest("form"))).forEach((form) => form && fold(form));
document.addEventListener("change", (event) => event.target.form && fold(event.target.form));

// What was handed in (p.was) stands at its field as soon as the field is typed over.
document.addEventListener("input", (event) => {
  const was = event.target.closest && one(".was[hidden]", event.target.closest(".field") || document.createElement("p"));
  if (was) was.hidden = false;
});

// A page image that does not come says so in its place and offers the file itself (data-original).
function gone(image) {
  const original = make("a", { href: image.dataset.original }, `打开${image.alt}的原文件`);
  const at = image.dataset.file ? { "data-file": image.dataset.file } : {}; // a row and the jump still lead here
  image.replaceWith(make("p", { class: "center", ...at }, `${image.alt}的图像没有取到，可以先看原文件。`, make("br"), original));
}
all("img[data-gone]").forEach(gone);
document.addEventListener("error", (event) => event.target.matches?.("img[data-original]") && gone(event.target), true);

// What a page counts (data-fresh) is counted anew by the server when a file has come.
document.addEventListener("zc:uploaded", async () => {
  const stale = all("[data-fresh]");
  if (!stale.length) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of stale) {
    const fresh = one(`[data-fresh="${old.dataset.fresh}"]`, page);
    if (fresh) old.replaceWith(document.adoptNode(fresh));
  }
});

// A day before results count (data-since) is told at its field at once; the server says the same when it is saved.
function dayIn(box) {
  const day = one("input[type=date]", box);
  if (day) return day.value;
  const [year, month] = all("select", box).map((each) => each.value);
  return year && month ? `${year}-${month.padStart(2, "0")}-01` : "";
}
document.addEventListener("input", (event) => {
  const box = event.target.closest?.(".field");
  const told = box && one("[data-since]", box);
  if (!told) return;
  const day = dayIn(box);
  one(".caution", told).hidden = !day || day >= told.dataset.since;
});

// <button data-wait="57">: asked for too early; it counts down and opens by itself.
all("button[data-wait]").forEach((button) => {
  const words = button.textContent;
  const open = Date.now() + 1000 * Number(button.dataset.wait);
  const tick = () => {
    const left = Math.ceil((open - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${words}（${left} 秒后）` : words;
    if (left <= 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  tick();
});

// Print buttons, and menus that close.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  all("details.menu[open]").forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  one("summary", menu).focus();
});

// Canned phrases: <button data-phrase="…" data-into="id">.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-phrase]");
  const field = button && document.getElementById(button.dataset.into);
  if (!field) return;
  if (field.value.includes(button.dataset.phrase)) return field.focus(); // a second press says nothing twice
  field.value = [field.value.trim(), button.dataset.phrase].filter(Boolean).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// Errors come first: focus on the summary, and the title says so.
const summary = one(".errors");
if (summary) {
  summary.focus();
  if (!document.title.startsWith("出错：")) document.title = `出错：${document.title}`;
}

// ── a still that shows something ─────────────────────────────────────────────────────────────────────────────────────
/** <zc-player><video></zc-player>: films begin black; the still is the first of some moments with a picture in it. Playing begins at the beginning. */
class Player extends HTMLElement {
  connectedCallback() {
    this.video = one("video", this);
    if (!this.video) return;
    this.video.addEventListener("seeked", () => this.look());
    this.video.addEventListener("play", () => this.rewind(), { once: true });
    if (this.video.readyState) this.begin();
    else this.video.addEventListener("loadedmetadata", () => this.begin(), { once: true });
  }

  begin() {
    if (!Number.isFinite(this.video.duration) || !this.video.paused) return;
    this.moments = [0.05, 0.15, 0.3, 0.5].map((part) => part * this.video.duration);
    this.next();
  }

  next() {
    this.still = this.moments.shift();
    this.video.currentTime = this.still;
  }

  look() {
    const ours = this.moments?.length && this.video.paused && Math.abs(this.video.currentTime - this.still) < 1;
    if (!ours || this.shows()) this.moments = [];
    else this.next();
  }

  /** Whether the frame is neither dark nor white nor all alike. */
  shows() {
    const canvas = make("canvas", { width: 32, height: 18 });
    const paper = canvas.getContext("2d");
    paper.drawImage(this.video, 0, 0, 32, 18);
    const { data } = paper.getImageData(0, 0, 32, 18);
    const light = Array.from({ length: data.length / 4 }, (_, at) => (data[4 * at] + data[4 * at + 1] + data[4 * at + 2]) / 3);
    const mean = light.reduce((sum, each) => sum + each, 0) / light.length;
    const spread = Math.sqrt(light.reduce((sum, each) => sum + (each - mean) ** 2, 0) / light.length);
    return mean > 20 && mean < 240 && spread > 6;
  }

  rewind() {
    if (this.still !== undefined && Math.abs(this.video.currentTime - this.still) < 1) this.video.currentTime = 0;
    this.moments = [];
  }
}

const elements = {
  "zc-autosave": Autosave,
  "zc-sortable": Sortable,
  "zc-upload": Upload,
  "zc-video": Video,
  "zc-player": Player,
  "zc-viewer": Viewer,
  "zc-divider": Divider,
  "zc-combobox": Combobox,
  "zc-signature": Signature,
  "zc-countdown": Countdown,
  "zc-dialog": Dialog,
};
Object.entries(elements).forEach(([name, element]) => customElements.define(name, element));
