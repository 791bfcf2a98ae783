/* The live line: one WebSocket a page, every audit event once and in order, as events on the body.

   ob:events carries what arrived; the page's other scripts and htmx listen. */
(function () {
    "use strict";

    const SIGNED_OUT = [4401, 4403];
    const TOO_MANY = 4429;
    const LABELS = {
        live: "Live",
        reconnecting: "Reconnecting",
        stopped: "Signed out",
        crowded: "Too many pages open",
    };
    /* The server says something every 10 s; silence for longer means that the line is dead. */
    const SILENCE_MS = 40000;
    const SLOWEST_MS = 5000;
    const FASTEST_MS = 300;

    let last = 0;
    let failures = 0;
    let socket = null;
    let watchdog = 0;
    let badge = null;

    function start() {
        const head = document.querySelector('meta[name="ob-head"]');
        const header = document.getElementById("header-inner");
        if (!head || !header || !window.WebSocket) return;
        last = Number(head.content);
        badge = document.createElement("span");
        badge.className = "ob-live";
        badge.setAttribute("role", "status");
        const dot = document.createElement("span");
        dot.className = "ob-dot";
        badge.append(dot, document.createElement("span"));
        const side = header.querySelector(".ml-auto") || header;
        side.prepend(badge);
        show("reconnecting");
        connect();
        window.addEventListener("online", hurry);
        window.addEventListener("offline", function () {
            if (socket) socket.close(); // or it would seem alive until the watchdog barks
        });
        document.addEventListener("visibilitychange", function () {
            if (!document.hidden) hurry();
        });
    }

    function show(state) {
        badge.dataset.state = state === "crowded" ? "stopped" : state;
        badge.lastChild.textContent = LABELS[state];
        document.body.dataset.obLive = state;
    }

    function connect() {
        const scheme = location.protocol === "https:" ? "wss:" : "ws:";
        socket = new WebSocket(scheme + "//" + location.host + "/ws/live/");
        socket.onopen = function () {
            socket.send(JSON.stringify({ after: last }));
            listen();
        };
        socket.onmessage = function (message) {
            failures = 0;
            listen();
            show("live");
            take(JSON.parse(message.data));
        };
        socket.onclose = function (event) {
            clearTimeout(watchdog);
            socket = null;
            if (SIGNED_OUT.includes(event.code)) return show("stopped");
            if (event.code === TOO_MANY) return show("crowded");
            show("reconnecting");
            /* Jitter, so that many pages do not come back in the same moment. */
            const ceiling = Math.min(SLOWEST_MS, FASTEST_MS * 2 ** Math.min(failures, 5));
            failures += 1;
            setTimeout(connect, FASTEST_MS + Math.random() * (ceiling - FASTEST_MS));
        };
    }

    function listen() {
        clearTimeout(watchdog);
        const line = socket;
        watchdog = setTimeout(function () {
            line.close();
        }, SILENCE_MS);
    }

    function hurry() {
        failures = 0;
    }

    function take(frame) {
        if (frame.head < last) last = frame.head; // the database was made anew
        const fresh = frame.events.filter(function (event) {
            return event.id > last;
        });
        if (!fresh.length) return;
        last = fresh[fresh.length - 1].id;
        document.body.dispatchEvent(new CustomEvent("ob:events", { detail: fresh }));
    }

    document.addEventListener("DOMContentLoaded", start);
})();
