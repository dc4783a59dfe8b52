import type { Unsaved } from '../../common/unsaved';

const KEY = 'coditect.unsaved';

/** Keeps texts in the tab while its page is loaded anew. */
export function stash(texts: readonly Unsaved[]): void {
    try {
        window.sessionStorage.setItem(KEY, JSON.stringify(texts));
    } catch (error) {
        // Too much for the tab: what reached the volume before is still there.
        console.error('failed to keep unsaved text in the tab:', error);
    }
}

export function takeStash(): Unsaved[] {
    const text = window.sessionStorage.getItem(KEY);
    window.sessionStorage.removeItem(KEY);
    return text === null ? [] : (JSON.parse(text) as Unsaved[]);
}
