/* Messages as elements. Texts arrive as trees of known tags and are built node by node: no HTML is ever parsed. */

const TAGS = new Set(["b", "i", "u", "s", "code", "pre", "a", "blockquote"]);
const BLOCKS = new Set(["pre", "blockquote"]); // these end their line by themselves
const LINKS = /^(https?|tg):/i;

export function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
}

function drawText(nodes) {
    return nodes.map((node, at) => {
        if (typeof node === "string") return BLOCKS.has(nodes[at - 1]?.tag) ? node.replace(/^\n/, "") : node;
        const children = drawText(node.children);
        if (node.tag === "tg-spoiler") return drawSpoiler(children);
        const made = element(TAGS.has(node.tag) ? node.tag : "span", "", ...children);
        if (node.tag === "a" && LINKS.test(node.href || "")) asLink(made, node.href);
        return made;
    });
}

function drawSpoiler(children) {
    const made = element("span", "sim-spoiler", ...children);
    made.addEventListener("click", () => made.classList.add("seen"));
    return made;
}

function asLink(anchor, href) {
    anchor.href = href;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
}

function drawKeyboard(rows, onTap) {
    const keyboard = element("div", "sim-keyboard");
    for (const row of rows) {
        const line = element("div", "sim-keys");
        for (const key of row) line.append(drawKey(key, onTap));
        keyboard.append(line);
    }
    return keyboard;
}

function drawKey(key, onTap) {
    if (key.url !== undefined) {
        const link = element("a", "sim-key", key.text, " ↗");
        if (LINKS.test(key.url)) asLink(link, key.url);
        return link;
    }
    const button = element("button", "sim-key", key.text);
    button.type = "button";
    button.addEventListener("click", () => onTap(button, key.callback_data));
    return button;
}

function drawTime(message, words, timeZone) {
    const at = new Date(message.at);
    const clock = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
    const time = element("time", "", message.edited ? `${words.edited} ${clock}` : clock);
    time.dateTime = message.at;
    time.title = at.toLocaleString([], { timeZone });
    return time;
}

function drawFile(name, url) {
    const link = element("a", "sim-file", element("span", "material-symbols-outlined", "draft"), name);
    link.href = url;
    link.download = name;
    link.firstChild.ariaHidden = "true";
    return link;
}

/* The element of a message; `onTap(button, data)` hears of taps, the two others tell where files are. */
export function drawMessage(message, { words, timeZone, photoUrl, documentUrl, onTap }) {
    const bubble = element("div", "sim-bubble");
    if (message.photo) {
        const picture = element("img", "sim-photo");
        picture.src = photoUrl(message.id);
        picture.alt = words.picture;
        bubble.append(picture);
    }
    if (message.file) bubble.append(drawFile(message.file, documentUrl(message.id)));
    bubble.append(element("div", "sim-text", ...drawText(message.text), drawTime(message, words, timeZone)));
    const made = element("article", `sim-message by-${message.author}`, bubble);
    if (message.keyboard.length) {
        made.append(drawKeyboard(message.keyboard, (button, data) => onTap(button, message.id, data)));
    }
    made.dataset.id = message.id;
    return made;
}

export function plain(nodes) {
    return nodes.map((node) => (typeof node === "string" ? node : plain(node.children))).join("");
}
