import { Construct } from 'constructs';
import { requirePattern, requireText } from '../../core/private/input-error';
import { AlertRoute } from '../alert-route';
import { SlackChannel } from './slack-channel';
import { IDestination } from '../destination';
import { SlackChannelOptions } from '../destination-options';

export class SlackChannelDestination implements IDestination {
  constructor(private readonly options: SlackChannelOptions) {}

  /** @internal */
  public get _way(): string { return `slack ${this.options?.channelId}`; }

  public bind(_scope: Construct, route: AlertRoute): void {
    const { workspaceId, channelId, name } = this.options ?? {};
    requireText(route._router, 'workspaceId', workspaceId, /^T[A-Z0-9]+$/, "the id of a Slack workspace, such as 'T01234ABCDE'");
    requireText(route._router, 'channelId', channelId, /^[CG][A-Z0-9]+$/, "the id of a Slack channel, such as 'C01234ABCDE'");
    requirePattern(route._router, 'name', name, /^[\w-]{1,128}$/, '1 to 128 letters, digits, - and _');
    SlackChannel.of(route._router, this.options).listenTo(route.topic);
  }
}
