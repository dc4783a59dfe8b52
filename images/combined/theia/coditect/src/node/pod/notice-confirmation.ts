import { inject, injectable } from '@theia/core/shared/inversify';
import { BackendApplicationContribution } from '@theia/core/lib/node';
import { Delivery } from '../delivery';
import { type Annotations, noticeOf } from './annotations';
import { ApiClient } from './api-client';
import { PodAnnotations } from './pod-annotations';

/**
 * Tells the API that this pod knows when it is suspended. Nobody suspends for lack of use a pod that has not
 * said so: it could not have said either that somebody is at work. No page need be open for it.
 */
@injectable()
export class NoticeConfirmation implements BackendApplicationContribution {
    @inject(PodAnnotations)
    protected readonly annotations: PodAnnotations;

    protected readonly api = ApiClient.fromEnvironment();
    protected readonly delivery = new Delivery<{ suspendAt: string }>(
        'that the suspension is known',
        async news => this.api?.call('PUT', '/api/pod/notice', news),
    );

    onStart(): void {
        this.annotations.onDidChange(annotations => this.confirm(annotations));
        this.confirm(this.annotations.current);
    }

    protected confirm(annotations: Annotations): void {
        const { suspendAt } = noticeOf(annotations);
        if (suspendAt !== undefined) {
            this.delivery.deliver({ suspendAt });
        }
    }
}
