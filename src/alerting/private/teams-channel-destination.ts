import { Construct } from 'constructs';
import { TeamsChannel } from './teams-channel';
import { inputError, requirePattern } from '../../core/private/input-error';
import { AlertRoute } from '../alert-route';
import { IDestination } from '../destination';
import { TeamsChannelOptions } from '../destination-options';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export class TeamsChannelDestination implements IDestination {
  constructor(private readonly options: TeamsChannelOptions) {}

  /** @internal */
  public get _way(): string { return `teams ${this.options?.channelId}`; }

  public bind(_scope: Construct, route: AlertRoute): void {
    const { tenantId, teamId, channelId, name } = this.options ?? {};
    for (const [prop, value] of Object.entries({ tenantId, teamId, channelId })) {
      if (value === undefined) { throw inputError(route._router, `'${prop}' must be an id of Microsoft Teams, got undefined. Copy it from the link to the channel`); }
    }
    requirePattern(route._router, 'tenantId', tenantId, UUID, 'a UUID: the id of a tenant of Microsoft Teams');
    requirePattern(route._router, 'teamId', teamId, UUID, "a UUID: 'groupId' in the link to a team");
    requirePattern(route._router, 'channelId', channelId, /^([\w%.-]){1,250}$/, "the id of a Teams channel as in the link to it, such as '19%3ab6ef...%40thread.tacv2'");
    requirePattern(route._router, 'name', name, /^[\w-]{1,128}$/, '1 to 128 letters, digits, - and _');
    TeamsChannel.of(route._router, this.options).listenTo(route.topic);
  }
}
