/* The simulator's page: what the person does goes out as posts, everything shown comes in by the feed. */

import { drawMessage, plain } from "./draw.js";
import { follow } from "./feed.js";

const SILENCE_MS = 10_000;
const TOAST_MS = 4_000;
const FORBIDDEN = 403;

const byId = (id) => document.getElementById(id);
const WORDS = JSON.parse(byId("sim-words").textContent); // of each language, by their names
const root = byId("simulator");
const log = byId("sim-log");
const empty = byId("sim-empty");
const typing = byId("sim-typing");
const silence = byId("sim-silence");
const field = byId("sim-text");
const menu = byId("sim-menu");
const menuButton = byId("sim-menu-button");
const toastBox = byId("sim-toast");

const messages = new Map();
const drawn = new Map();
let language = "en";
let state = "connecting";
let silenceTimer = 0;
let toastTimer = 0;

/* Language: of the page's own words, and of the Telegram app that the bot is told about. */

function setLanguage(chosen) {
    language = chosen in WORDS ? chosen : "en";
    localStorage.setItem("simulator.language", language);
    root.lang = language;
    for (const one of root.querySelectorAll("[data-text]")) one.textContent = WORDS[language][one.dataset.text];
    field.placeholder = WORDS[language][field.dataset.placeholder];
    for (const one of root.querySelectorAll("[data-set-language]")) {
        one.setAttribute("aria-pressed", String(one.dataset.setLanguage === language));
    }
    showState();
    for (const message of messages.values()) draw(message);
}

/* The badge, the dots and the sentence about a bot that does not answer. */

function showState() {
    const badge = byId("sim-state");
    const shown = state === "live" && !typing.hidden ? "typing" : state;
    badge.dataset.state = shown;
    badge.textContent = WORDS[language][shown];
}

function waitForBot() {
    if (root.dataset.role !== "owner") return;
    typing.hidden = false;
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => {
        stopWaiting(); // buttons may be tapped again
        silence.hidden = false;
        toBottom();
    }, SILENCE_MS);
    showState();
    toBottom();
}

function stopWaiting() {
    clearTimeout(silenceTimer);
    typing.hidden = true;
    silence.hidden = true;
    for (const busy of log.querySelectorAll(".busy")) busy.classList.remove("busy");
    showState();
}

/* Messages. */

const isAtBottom = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120;

function toBottom() {
    log.scrollTop = log.scrollHeight;
}

function draw(message) {
    const made = drawMessage(message, {
        words: WORDS[language],
        timeZone: root.dataset.zone, // the shop's, as in the bot's texts
        documentUrl: (id) => root.dataset.document.replace("/0?", `/${id}?`),
        photoUrl: (id) => root.dataset.photo.replace("/0?", `/${id}?`),
        onTap: tap,
    });
    const picture = made.querySelector("img");
    if (picture && isAtBottom()) picture.addEventListener("load", toBottom);
    const before = drawn.get(message.id);
    if (before) before.replaceWith(made);
    else log.insertBefore(made, follower(message.id));
    drawn.set(message.id, made);
}

function follower(id) {
    const later = [...drawn.keys()].filter((other) => other > id);
    return later.length ? drawn.get(Math.min(...later)) : typing;
}

function forget(id) {
    drawn.get(id)?.remove();
    drawn.delete(id);
    messages.delete(id);
}

function onChanges(changes, isReplay) {
    const follow = isAtBottom() || isReplay;
    for (const message of changes) {
        if (message.deleted) forget(message.id);
        else if (message.kind === "toast" || message.kind === "alert") {
            if (!isReplay) answerTap(message);
        } else {
            messages.set(message.id, message);
            draw(message);
        }
    }
    if (changes.some((message) => message.author === "bot")) stopWaiting();
    empty.hidden = messages.size > 0;
    if (follow) toBottom();
}

function answerTap(message) {
    const text = plain(message.text);
    if (text && message.kind === "alert") {
        byId("sim-alert").querySelector("p").textContent = text;
        byId("sim-alert").showModal();
    } else if (text) toast(text);
}

function toast(text) {
    toastBox.textContent = text;
    toastBox.hidden = false;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { toastBox.hidden = true; }, TOAST_MS);
}

/* What the person does. Each answers whether it reached the server. */

async function post(address, fields) {
    const body = new URLSearchParams({ ...fields, language });
    const token = byId("sim-composer").elements.csrfmiddlewaretoken.value;
    try {
        const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
        if (answer.redirected || answer.status === FORBIDDEN) {
            location.reload(); // signed out, or in anew: the page asks to sign in, or gets a new token
            return false;
        }
        if (answer.ok) return true;
        const refusal = await answer.json();
        toast(refusal.error);
    } catch {
        toast(WORDS[language].offline);
    }
    return false;
}

async function say(text) {
    waitForBot();
    const sent = await post(root.dataset.send, { text });
    if (!sent) stopWaiting();
    return sent;
}

async function tap(button, messageId, data) {
    button.classList.add("busy");
    waitForBot();
    if (!(await post(root.dataset.tap, { message_id: messageId, callback_data: data }))) stopWaiting();
}

function showMenu(isOpen) {
    menu.hidden = !isOpen;
    menuButton.setAttribute("aria-expanded", String(isOpen));
}

function fitField() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
}

async function sendField() {
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    fitField();
    if (!(await say(text)) && !field.value) {
        field.value = text;
        fitField();
    }
}

byId("sim-composer").addEventListener("submit", (event) => {
    event.preventDefault();
    sendField();
});
field.addEventListener("input", fitField);
field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        sendField();
    }
});
menuButton.addEventListener("click", () => showMenu(menu.hidden));
root.addEventListener("click", (event) => {
    const spoken = event.target.closest("[data-say]");
    const chosen = event.target.closest("[data-set-language]");
    if (spoken) say(spoken.dataset.say || spoken.textContent);
    if (chosen) setLanguage(chosen.dataset.setLanguage);
    if (!event.target.closest("#sim-menu-button")) showMenu(false);
});
root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") showMenu(false);
});

setLanguage(
    localStorage.getItem("simulator.language") || root.dataset.language || navigator.language.slice(0, 2),
);
follow(root.dataset.socket, Number(root.dataset.after), {
    onChanges,
    onState: (now) => {
        state = now;
        showState();
    },
});
