import { createHash } from 'crypto';
import { Stack, Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { HttpsForwarder, HttpsSettings } from './https-forwarder';
import { inputError, requireAbility, requireText } from '../../core/private/input-error';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { AlertRoute } from '../alert-route';
import { IDestination } from '../destination';
import {
  OpsgenieApi, OpsgenieOptions, PagerDutyOptions, PagerDutyRegion, SecretWebhookOptions, WebhookOptions,
} from '../destination-options';

const PAGER_DUTY = {
  [PagerDutyRegion.US]: 'https://events.pagerduty.com/v2/enqueue',
  [PagerDutyRegion.EU]: 'https://events.eu.pagerduty.com/v2/enqueue',
};

export class PagerDutyDestination implements IDestination {
  constructor(private readonly integrationKey: secretsmanager.ISecret, private readonly options: PagerDutyOptions) {}

  public bind(_scope: Construct, route: AlertRoute): void {
    const { region = PagerDutyRegion.US, component, secretField } = requireStruct(route, this.options);
    requireSecret(route, 'integrationKey', this.integrationKey);
    requireMember(route._router, 'region', region, PagerDutyRegion, 'PagerDutyRegion');
    requireTexts(route, { component, secretField });
    route._hearRecoveries();
    forward(route, 'PagerDuty', { kind: 'pagerDuty', url: PAGER_DUTY[region], secret: this.integrationKey, field: secretField, component });
  }
}

export class OpsgenieDestination implements IDestination {
  constructor(private readonly apiKey: secretsmanager.ISecret, private readonly options: OpsgenieOptions) {}

  public bind(_scope: Construct, route: AlertRoute): void {
    const { api = OpsgenieApi.US, secretField } = requireStruct(route, this.options);
    requireSecret(route, 'apiKey', this.apiKey);
    requireMember(route._router, 'api', api, OpsgenieApi, 'OpsgenieApi');
    requireTexts(route, { secretField });
    route._hearRecoveries();
    forward(route, 'Opsgenie', { kind: 'opsgenie', url: api, secret: this.apiKey, field: secretField });
  }
}

export class WebhookDestination implements IDestination {
  constructor(private readonly url: string, private readonly options: WebhookOptions) {}

  public bind(_scope: Construct, route: AlertRoute): void {
    const { url } = this;
    requireText(route._router, 'url', url, /^https:\/\/[^\s/@?#]+([/?]\S*)?$/, 'a URL that begins with https://');
    forward(route, 'Webhook', { kind: 'webhook', url, ...authorizationOf(route, this.options) });
  }
}

export class SecretWebhookDestination implements IDestination {
  constructor(private readonly url: secretsmanager.ISecret, private readonly options: SecretWebhookOptions) {}

  public bind(_scope: Construct, route: AlertRoute): void {
    requireSecret(route, 'url', this.url);
    const authorization = authorizationOf(route, this.options);
    requireTexts(route, { secretField: this.options.secretField });
    forward(route, 'Webhook', { kind: 'webhook', secret: this.url, field: this.options.secretField, ...authorization });
  }
}

function authorizationOf(route: AlertRoute, options: WebhookOptions): Pick<HttpsSettings, 'authorization' | 'authorizationField'> {
  const { authorization, authorizationField } = requireStruct(route, options);
  if (authorization !== undefined) { requireSecret(route, 'authorization', authorization); }
  requireTexts(route, { authorizationField });
  return { authorization, authorizationField };
}

function forward(route: AlertRoute, name: string, settings: HttpsSettings): void {
  HttpsForwarder.of(route._router, route._encryptionKey).forward(route, `${name}${fingerprint(route, settings)}`, settings);
}

/** Part of an id that is the same as long as the destination is. */
function fingerprint({ _router: router }: AlertRoute, { secret, authorization, ...texts }: HttpsSettings): string {
  const parts = Stack.of(router).resolve({ ...texts, secret: secret?.node.path, authorization: authorization?.node.path });
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}

function requireSecret(route: AlertRoute, prop: string, value: unknown): void {
  const expected = "a secret of AWS Secrets Manager, such as Secret.fromSecretNameV2(this, 'Key', 'alerting/key')";
  // It is likely to be the key itself, which belongs into no log.
  if (typeof value === 'string') { throw inputError(route._router, `'${prop}' must be ${expected}, got a text`); }
  requireAbility(route._router, { prop, value, method: 'grantRead', expected });
}

function requireTexts(route: AlertRoute, texts: Record<string, string | undefined>): void {
  for (const [prop, value] of Object.entries(texts)) {
    requireKinds(route._router, { [prop]: value }, { [prop]: 'text' });
    if (value !== undefined && !Token.isUnresolved(value) && (value.trim() === '' || value.length > 255)) {
      throw inputError(route._router, `'${prop}' must be a text of 1 to 255 characters, got ${JSON.stringify(value.slice(0, 20))}`);
    }
  }
}

function requireStruct<Options extends object>(route: AlertRoute, options: Options): Options {
  requireKinds(route._router, { options }, { options: 'options' });
  return options;
}
