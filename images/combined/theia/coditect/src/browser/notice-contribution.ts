import { inject, injectable } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution, StatusBar, StatusBarAlignment } from '@theia/core/lib/browser';
import { Command, CommandContribution, CommandRegistry, MessageService } from '@theia/core/lib/common';
import { type Notice, PodServer } from '../common/pod';
import { timeLeft } from '../common/time-left';
import { PodEvents } from './services';

export const KEEP_AWAKE: Command = { id: 'coditect.keepAwake', category: 'Coditect', label: 'Keep Awake' };

const ITEM = 'coditect-notice';
const TICK_MILLISECONDS = 5_000;
const ACTION = 'Keep awake';

/** Says beforehand when the workspace is suspended or restarted, and how to stay. */
@injectable()
export class NoticeContribution implements FrontendApplicationContribution, CommandContribution {
    @inject(StatusBar)
    protected readonly statusBar: StatusBar;

    @inject(MessageService)
    protected readonly messages: MessageService;

    @inject(PodServer)
    protected readonly pod: PodServer;

    @inject(PodEvents)
    protected readonly events: PodEvents;

    protected notice: Notice = {};
    protected ticking: number | undefined;

    registerCommands(commands: CommandRegistry): void {
        commands.registerCommand(KEEP_AWAKE, { execute: () => this.keepAwake() });
    }

    onStart(): void {
        this.events.onDidChangeNotice(notice => this.show(notice));
        void this.pod.getNotice().then(notice => this.show(notice));
    }

    protected show(notice: Notice): void {
        const before = this.notice;
        this.notice = notice;
        window.clearInterval(this.ticking);
        this.ticking = notice.suspendAt || notice.restartAt ? window.setInterval(() => this.count(), TICK_MILLISECONDS) : undefined;
        this.count();
        if (notice.restartAt && notice.restartAt !== before.restartAt) {
            const reason = notice.restartReason ? `: ${notice.restartReason}` : '';
            void this.messages.warn(`This workspace restarts ${until(notice.restartAt)}${reason}. Files and unsaved text stay; programs in terminals end.`);
        }
        if (notice.suspendAt && notice.suspendAt !== before.suspendAt) {
            void this.messages.warn(`This workspace is suspended ${until(notice.suspendAt)}, since nobody works in it. Files and unsaved text stay.`, ACTION)
                .then(answer => (answer === ACTION ? this.keepAwake() : undefined));
        }
    }

    protected count(): void {
        const { suspendAt, restartAt } = this.notice;
        const texts = [restartAt && `Restart ${until(restartAt)}`, suspendAt && `Suspend ${until(suspendAt)}`].filter(Boolean);
        if (texts.length === 0) {
            void this.statusBar.removeElement(ITEM);
            return;
        }
        void this.statusBar.setElement(ITEM, {
            text: `$(codicon-watch) ${texts.join(', ')}`,
            tooltip: suspendAt ? 'Keep awake' : (this.notice.restartReason ?? ''),
            alignment: StatusBarAlignment.LEFT,
            priority: 9_998,
            ...(suspendAt && { command: KEEP_AWAKE.id }),
        });
    }

    protected async keepAwake(): Promise<void> {
        try {
            await this.pod.keepAwake();
        } catch (error) {
            void this.messages.error(`The workspace could not be kept awake: ${error instanceof Error ? error.message : String(error)}`);
        }
    }
}

const until = (at: string) => timeLeft(Date.parse(at), Date.now());
