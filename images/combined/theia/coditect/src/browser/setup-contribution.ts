import { inject, injectable } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution, StatusBar, StatusBarAlignment } from '@theia/core/lib/browser';
import { Command, CommandContribution, CommandRegistry, MessageService, type Progress } from '@theia/core/lib/common';
import { OutputChannel, OutputChannelManager } from '@theia/output/lib/browser/output-channel';
import { OutputCommands } from '@theia/output/lib/browser/output-commands';
import { type SetupProgress, SetupServer } from '../common/setup';
import { SetupEvents } from './services';

const RETRY: Command = { id: 'coditect.setup.retry', category: 'Coditect', label: 'Set Up Again What Failed' };
const SHOW: Command = { id: 'coditect.setup.showOutput', category: 'Coditect', label: 'Show the Output of the Set-up' };
const ITEM = 'coditect-setup';
const CHANNEL = 'Set-up';

/** Shows how far the first start is, and why it failed. */
@injectable()
export class SetupContribution implements FrontendApplicationContribution, CommandContribution {
    @inject(SetupServer)
    protected readonly server: SetupServer;

    @inject(SetupEvents)
    protected readonly events: SetupEvents;

    @inject(StatusBar)
    protected readonly statusBar: StatusBar;

    @inject(MessageService)
    protected readonly messages: MessageService;

    @inject(OutputChannelManager)
    protected readonly channels: OutputChannelManager;

    @inject(CommandRegistry)
    protected readonly commands: CommandRegistry;

    protected phase: SetupProgress['phase'] | undefined;
    protected notification: Promise<Progress> | undefined;
    protected channel: OutputChannel | undefined;

    registerCommands(commands: CommandRegistry): void {
        commands.registerCommand(RETRY, { execute: () => this.server.retry(), isEnabled: () => this.phase === 'Failed' });
        commands.registerCommand(SHOW, { execute: () => this.showOutput() });
    }

    onStart(): void {
        this.events.onDidChangeProgress(progress => void this.show(progress));
        this.events.onDidPrint(text => this.channel?.append(text));
        void this.server.getProgress().then(progress =>
            (progress && progress.phase !== 'Succeeded' ? this.show(progress) : undefined));
    }

    protected async show(progress: SetupProgress): Promise<void> {
        const { phase, message, percent } = progress;
        const isNews = phase !== this.phase;
        this.phase = phase;
        this.showItem(progress);
        if (phase === 'Running') {
            await this.openChannel();
            this.notification ??= this.messages.showProgress({ text: 'Setting up the workspace', options: { cancelable: false } });
            const shown = await this.notification;
            shown.report({ message, ...(percent !== null && { work: { done: percent, total: 100 } }) });
            return;
        }
        void this.notification?.then(shown => shown.cancel());
        this.notification = undefined;
        if (isNews && phase === 'Failed') {
            await this.tellFailure(message);
        } else if (isNews && phase === 'Succeeded') {
            void this.messages.info(message);
        }
    }

    protected showItem({ phase, step, message, percent }: SetupProgress): void {
        if (phase !== 'Running' && phase !== 'Failed') {
            void this.statusBar.removeElement(ITEM);
            return;
        }
        const share = percent === null ? '' : ` ${percent} %`;
        void this.statusBar.setElement(ITEM, {
            text: phase === 'Running' ? `$(codicon-sync~spin) Set-up: ${step ?? ''}${share}` : '$(codicon-error) Set-up failed',
            tooltip: message,
            alignment: StatusBarAlignment.LEFT,
            priority: 9_997,
            command: SHOW.id,
        });
    }

    protected async tellFailure(message: string): Promise<void> {
        const [again, output] = ['Try again', 'Show output'];
        const sentence = message.split('\n')[0];
        const answer = await this.messages.error(`The workspace is not set up: ${sentence}.`, again, output);
        if (answer === again) {
            await this.server.retry();
        } else if (answer === output) {
            await this.showOutput();
        }
    }

    protected async openChannel(): Promise<void> {
        if (!this.channel) {
            this.channel = this.channels.getChannel(CHANNEL);
            this.channel.append(await this.server.getOutput());
        }
    }

    protected async showOutput(): Promise<void> {
        await this.openChannel();
        await this.commands.executeCommand(OutputCommands.SHOW.id, { name: CHANNEL, options: { preserveFocus: false } });
    }
}
