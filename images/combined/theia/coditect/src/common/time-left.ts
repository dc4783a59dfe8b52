const MINUTE_MILLISECONDS = 60_000;

/** How long it is to a moment, as people say it: "in 12 min", "in 1 h 5 min", "now". */
export function timeLeft(at: number, now: number): string {
    const minutes = Math.ceil((at - now) / MINUTE_MILLISECONDS);
    if (minutes <= 0) {
        return 'now';
    }
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    return ['in', hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(Boolean).join(' ');
}
