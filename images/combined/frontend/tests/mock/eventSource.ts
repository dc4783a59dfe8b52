/** The stream of changes, as tests send it. */
export class FakeEventSource extends EventTarget {
  static readonly all: FakeEventSource[] = [];
  closed = false;

  constructor(readonly url: string) {
    super();
    FakeEventSource.all.push(this);
  }

  /** The stream that the app follows now. */
  static get latest(): FakeEventSource {
    const latest = FakeEventSource.all.at(-1);
    if (!latest) throw new Error('the app follows no stream');
    return latest;
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.dispatchEvent(new Event('open'));
  }

  fail(): void {
    this.dispatchEvent(new Event('error'));
  }

  send(event: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
}
