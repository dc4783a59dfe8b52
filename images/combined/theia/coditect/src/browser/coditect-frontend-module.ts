import { ContainerModule, interfaces } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution } from '@theia/core/lib/browser';
import { CommonFrontendContribution } from '@theia/core/lib/browser/common-frontend-contribution';
import { CommandContribution } from '@theia/core/lib/common';
import { PreferenceContribution } from '@theia/core/lib/common/preferences';
import { ActivityContribution } from './activity-contribution';
import { ACTIVITY_PREFERENCES } from './activity-preferences';
import { LayoutContribution } from './layout-contribution';
import { NoticeContribution } from './notice-contribution';
import { OwnerContribution } from './owner-contribution';
import { PlaceContribution } from './place-contribution';
import { ReconnectContribution } from './reconnect-contribution';
import { bindServices } from './services';
import { SetupContribution } from './setup-contribution';
import { Leaving } from './unsaved/leaving';
import { UnsavedRestorer } from './unsaved/unsaved-restorer';
import { UnsavedTexts } from './unsaved/unsaved-texts';

export default new ContainerModule((bind, _unbind, _isBound, rebind) => {
    bindServices(bind);
    const contribute = (contribution: interfaces.Newable<object>, ...kinds: symbol[]) => {
        bind(contribution).toSelf().inSingletonScope();
        kinds.forEach(kind => bind(kind).toService(contribution));
    };
    contribute(LayoutContribution, FrontendApplicationContribution);
    contribute(PlaceContribution, FrontendApplicationContribution, CommandContribution);
    contribute(OwnerContribution, FrontendApplicationContribution);
    contribute(NoticeContribution, FrontendApplicationContribution, CommandContribution);
    contribute(SetupContribution, FrontendApplicationContribution, CommandContribution);
    contribute(ActivityContribution, FrontendApplicationContribution);
    contribute(ReconnectContribution, FrontendApplicationContribution);
    contribute(UnsavedTexts, FrontendApplicationContribution);
    contribute(UnsavedRestorer, FrontendApplicationContribution);
    bind(PreferenceContribution).toConstantValue({ schema: ACTIVITY_PREFERENCES });
    rebind(CommonFrontendContribution).to(Leaving).inSingletonScope();
});
