/* The chat's socket: says what it has seen, is sent the rest, and comes back whenever it is lost. */

const SIGNED_OUT = [4401, 4403];
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;

export function follow(path, after, { onChanges, onState }) {
    let seen = after;
    let wait = FIRST_WAIT_MS;

    function open() {
        const scheme = location.protocol === "https:" ? "wss:" : "ws:";
        const socket = new WebSocket(`${scheme}//${location.host}${path}`);
        socket.addEventListener("open", () => socket.send(JSON.stringify({ after: seen })));
        socket.addEventListener("message", (event) => {
            const frame = JSON.parse(event.data);
            const news = frame.messages.filter((message) => message.revision > seen);
            if (news.length) seen = news[news.length - 1].revision;
            wait = FIRST_WAIT_MS;
            onState("live");
            onChanges(news, frame.replay);
        });
        socket.addEventListener("close", (event) => {
            if (SIGNED_OUT.includes(event.code)) {
                location.reload(); // the page itself asks to sign in
                return;
            }
            onState("reconnecting");
            setTimeout(open, wait);
            wait = Math.min(wait * 2, LONGEST_WAIT_MS);
        });
    }

    open();
}
