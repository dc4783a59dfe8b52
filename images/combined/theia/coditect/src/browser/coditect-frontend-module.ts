import { ContainerModule } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution } from '@theia/core/lib/browser';
import { CommandContribution } from '@theia/core/lib/common';
import { PlaceContribution } from './place-contribution';
import { ReconnectContribution } from './reconnect-contribution';

export default new ContainerModule(bind => {
    bind(PlaceContribution).toSelf().inSingletonScope();
    bind(FrontendApplicationContribution).toService(PlaceContribution);
    bind(CommandContribution).toService(PlaceContribution);
    bind(FrontendApplicationContribution).to(ReconnectContribution).inSingletonScope();
});
