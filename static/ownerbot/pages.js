/* What arriving events do to the page they arrive on. */
(function () {
    "use strict";

    /* What an event says of its action, at once; the row's own words follow with the next refresh. */
    const TONES = {
        action_claimed: "wait",
        action_committed: "good",
        action_failed: "bad",
        action_cancelled: "quiet",
        action_expired: "quiet",
        action_unknown: "warn",
    };
    /* htmx's word for news, and the starts of the event types that are such. */
    const NEWS = [
        ["ob:actions", "action_ effect_"],
        ["ob:access", "access_"],
        ["ob:questions", "question_ planner_"],
    ];
    /* The lists that live, by address, and the starts of the event types that change them. */
    const LISTS = [
        ["/admin/actions/actionlog/", "action_"],
        ["/admin/actions/job/", "action_ effect_"],
        ["/admin/audit/auditevent/", ""],
        ["/admin/audit/accessdenial/", "access_"],
        ["/admin/telegram_bot/unclear/", "question_ planner_"],
    ];
    const SOON_MS = 120;
    const SPREAD_MS = 280;

    const due = {};

    /* Calls are gathered: one soon, at a slightly different moment on every page. */
    function soon(name, call) {
        if (due[name]) return;
        due[name] = setTimeout(function () {
            delete due[name];
            call();
        }, SOON_MS + Math.random() * SPREAD_MS);
    }

    function onEvents(arrived) {
        const events = arrived.detail;
        events.forEach(markAction);
        feed(events);
        NEWS.forEach(function ([name, starts]) {
            if (!events.some((one) => isOf(one.event_type, starts))) return;
            soon(name, () => document.body.dispatchEvent(new Event(name)));
        });
        refreshIfConcerned(events);
    }

    /* Whether an event type starts with one of these, given in one text with spaces. */
    const isOf = (type, starts) => starts.split(" ").some((start) => type.startsWith(start));

    function markAction(event) {
        const tone = TONES[event.event_type];
        if (!tone || !event.action) return;
        document.querySelectorAll('[data-action="' + CSS.escape(event.action) + '"]').forEach(function (badge) {
            badge.className = "ob-badge ob-" + tone;
            const icon = badge.querySelector(".material-symbols-outlined");
            if (icon) icon.textContent = event.icon;
            badge.lastChild.textContent = event.label;
        });
    }

    /* Feed */

    const held = [];

    function feed(events) {
        const list = document.querySelector("[data-ob-feed]");
        if (!list) return;
        held.push(...events);
        if (!list.dataset.paused) flow(list);
    }

    function flow(list) {
        const empty = document.querySelector("[data-ob-feed-empty]");
        if (empty && held.length) empty.remove();
        held.splice(0).forEach(function (event) {
            const first = list.firstElementChild;
            if (first && event.id <= Number(first.dataset.id)) return;
            if (first && isDenial(first.dataset.type) && isDenial(event.event_type)) {
                list.prepend(folded(event, first, list.dataset));
                first.remove();
            } else list.prepend(row(event, list.dataset.story));
        });
        while (list.children.length > Number(list.dataset.limit)) list.lastElementChild.remove();
        applyArea();
    }

    const isDenial = (type) => type === "access_denied";

    /* Refusals that follow each other are one row, as as_feed() in audit/sentences.py draws them. */
    function folded(event, before, addresses) {
        const made = row(event, addresses.story);
        const times = Number(before.dataset.times) + event.times;
        made.dataset.times = times;
        made.querySelector('[data-slot="sentence"]').textContent = "Strangers were refused " + times + " times";
        made.querySelector('[data-slot="link"]').href = addresses.denied;
        return made;
    }

    function row(event, story) {
        const made = document.getElementById("ob-event").content.firstElementChild.cloneNode(true);
        made.dataset.id = event.id;
        made.dataset.tone = event.tone;
        made.dataset.type = event.event_type;
        made.dataset.times = event.times;
        made.classList.add("ob-new");
        ["icon", "sentence", "actor", "day", "time"].forEach(function (slot) {
            made.querySelector('[data-slot="' + slot + '"]').textContent = event[slot];
        });
        made.querySelector("time").dateTime = event.at;
        made.querySelector('[data-slot="link"]').href = story.replace(
            "00000000-0000-0000-0000-000000000000",
            event.correlation_id
        );
        return made;
    }

    function pauseOnHover() {
        const list = document.querySelector("[data-ob-feed]");
        const sign = document.querySelector(".ob-paused");
        if (!list || !window.matchMedia("(hover: hover)").matches) return;
        list.addEventListener("mouseenter", function () {
            list.dataset.paused = "1";
            sign.hidden = false;
        });
        list.addEventListener("mouseleave", function () {
            delete list.dataset.paused;
            sign.hidden = true;
            flow(list);
        });
    }

    function applyArea() {
        const chip = document.querySelector("[data-ob-areas] .ob-on");
        if (!chip) return;
        document.querySelectorAll(".ob-event").forEach(function (one) {
            one.hidden = !isOf(one.dataset.type, chip.dataset.starts);
        });
    }

    function chooseArea(click) {
        const chip = click.target.closest("[data-ob-areas] .ob-chip");
        if (!chip) return;
        chip.parentElement.querySelectorAll(".ob-chip").forEach((one) => one.classList.remove("ob-on"));
        chip.classList.add("ob-on");
        applyArea();
    }

    /* Pages that draw themselves anew in place */

    function refreshIfConcerned(events) {
        const story = document.querySelector("[data-correlation]");
        if (story && events.some((one) => one.correlation_id === story.dataset.correlation)) {
            return soon("page", () => replace("#" + story.id));
        }
        const found = LISTS.find((one) => location.pathname.startsWith(one[0]));
        if (!found) return;
        if (location.pathname === found[0]) {
            if (events.some((one) => isOf(one.event_type, found[1]))) soon("page", refreshList);
        } else if (document.querySelector("#content-main [data-action]")) {
            const action = document.querySelector("#content-main [data-action]").dataset.action;
            if (events.some((one) => one.action === action)) soon("page", () => replace("#content-main"));
        }
    }

    function refreshList() {
        const busy =
            document.querySelector("#changelist-form input.action-select:checked") ||
            document.body.classList.contains("overflow-hidden"); // a dialog is open
        if (!busy) replace("#changelist-form");
    }

    async function replace(selector) {
        try {
            const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
            if (!answer.ok || answer.redirected) return;
            const text = await answer.text();
            const fresh = new DOMParser().parseFromString(text, "text/html").querySelector(selector);
            const here = document.querySelector(selector);
            if (fresh && here) here.replaceChildren(...document.adoptNode(fresh).childNodes);
        } catch (error) {
            /* The line is down; the next event or the next reload brings it. */
        }
    }

    /* A part asked for after the session's end is answered with the sign-in page. */
    function keepSignInOut(event) {
        const asked = new URL(event.detail.pathInfo.finalRequestPath, location.href).pathname;
        const answered = new URL(event.detail.xhr.responseURL).pathname;
        if (asked === answered) return;
        event.detail.shouldSwap = false;
        event.detail.target.classList.add("ob-stale");
    }

    /* Clocks: how long something waits, and how long it still has. */

    function span(seconds) {
        const s = Math.max(0, Math.floor(seconds));
        if (s < 60) return s + " s";
        if (s < 3600) return Math.floor(s / 60) + " min " + String(s % 60).padStart(2, "0") + " s";
        return Math.floor(s / 3600) + " h " + Math.floor((s % 3600) / 60) + " min";
    }

    function tick() {
        const now = Date.now();
        document.querySelectorAll("[data-ob-since]").forEach(function (one) {
            one.textContent = span((now - Date.parse(one.dataset.obSince)) / 1000);
        });
        document.querySelectorAll("[data-ob-until]").forEach(function (one) {
            one.textContent = span((Date.parse(one.dataset.obUntil) - now) / 1000);
        });
    }

    document.addEventListener("DOMContentLoaded", function () {
        document.body.addEventListener("ob:events", onEvents);
        document.body.addEventListener("click", chooseArea);
        document.body.addEventListener("htmx:afterSettle", applyArea);
        document.body.addEventListener("htmx:beforeSwap", keepSignInOut);
        document.body.addEventListener("htmx:sendError", (event) => event.target.classList.add("ob-stale"));
        document.body.addEventListener("htmx:responseError", (event) => event.target.classList.add("ob-stale"));
        document.body.addEventListener("htmx:afterSwap", (event) => event.target.classList.remove("ob-stale"));
        pauseOnHover();
        tick();
        setInterval(tick, 1000);
    });
})();
