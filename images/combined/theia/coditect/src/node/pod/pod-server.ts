import { inject, injectable, postConstruct } from '@theia/core/shared/inversify';
import type { Notice, Owner, PodClient, PodServer } from '../../common/pod';
import { Clients } from '../clients';
import { Activity } from './activity';
import { noticeOf } from './annotations';
import { ApiClient } from './api-client';
import { PodAnnotations } from './pod-annotations';

@injectable()
export class PodServerImpl implements PodServer {
    readonly clients = new Clients<PodClient>();

    @inject(PodAnnotations)
    protected readonly annotations: PodAnnotations;

    protected readonly api = ApiClient.fromEnvironment();
    protected readonly activity = new Activity(async () => this.api?.call('POST', '/api/pod/activity', {}));
    protected terminalOutputCounts = false;

    @postConstruct()
    protected init(): void {
        this.annotations.onDidChange(annotations => {
            const notice = noticeOf(annotations);
            this.clients.tell(client => client.onNotice(notice));
        });
    }

    /** Asked for each page: people change what they are called. */
    async getOwner(): Promise<Owner | undefined> {
        return (await this.api?.call<{ owner: Owner }>('GET', '/api/pod/workspace'))?.owner;
    }

    async getNotice(): Promise<Notice> {
        return noticeOf(this.annotations.current);
    }

    async reportActivity(): Promise<void> {
        await this.activity.report().catch(error => console.warn('failed to report activity:', String(error)));
    }

    keepAwake(): Promise<void> {
        return this.activity.reportAtOnce();
    }

    async countTerminalOutput(counts: boolean): Promise<void> {
        this.terminalOutputCounts = counts;
    }

    onTerminalOutput(): void {
        if (this.terminalOutputCounts) {
            void this.reportActivity();
        }
    }
}
