import { interfaces } from '@theia/core/shared/inversify';
import { Emitter } from '@theia/core/lib/common/event';
import { ServiceConnectionProvider } from '@theia/core/lib/browser/messaging/service-connection-provider';
import { type Notice, POD_PATH, PodClient, PodServer } from '../common/pod';
import { SETUP_PATH, SetupClient, type SetupProgress, SetupServer } from '../common/setup';
import { UNSAVED_PATH, UnsavedServer } from '../common/unsaved';
import { UnsavedHolder } from './unsaved/unsaved-holder';

/** What the backend tells all pages. */
export class PodEvents implements PodClient {
    protected readonly notices = new Emitter<Notice>();
    readonly onDidChangeNotice = this.notices.event;

    onNotice(notice: Notice): void {
        this.notices.fire(notice);
    }
}

export class SetupEvents implements SetupClient {
    protected readonly progress = new Emitter<SetupProgress>();
    protected readonly output = new Emitter<string>();
    readonly onDidChangeProgress = this.progress.event;
    readonly onDidPrint = this.output.event;

    onProgress(progress: SetupProgress): void {
        this.progress.fire(progress);
    }

    onOutput(text: string): void {
        this.output.fire(text);
    }
}

export function bindServices(bind: interfaces.Bind): void {
    bind(PodEvents).toConstantValue(new PodEvents());
    bind(PodServer).toDynamicValue(({ container }) =>
        ServiceConnectionProvider.createProxy<PodServer>(container, POD_PATH, container.get(PodEvents))).inSingletonScope();
    bind(UnsavedHolder).toConstantValue(new UnsavedHolder());
    bind(UnsavedServer).toDynamicValue(({ container }) =>
        ServiceConnectionProvider.createProxy<UnsavedServer>(container, UNSAVED_PATH, container.get(UnsavedHolder))).inSingletonScope();
    bind(SetupEvents).toConstantValue(new SetupEvents());
    bind(SetupServer).toDynamicValue(({ container }) =>
        ServiceConnectionProvider.createProxy<SetupServer>(container, SETUP_PATH, container.get(SetupEvents))).inSingletonScope();
}
