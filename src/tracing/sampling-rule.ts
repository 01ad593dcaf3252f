import { Names } from 'aws-cdk-lib';
import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import { inputError, requireInRange, requirePattern } from '../core/private/input-error';
import { requireOnlyOne } from '../core/private/only-one';
import { requireKinds } from '../core/private/require-kinds';

/** Properties of a `SamplingRule`. What it applies to may have `*` for any text and `?` for one letter. */
export interface SamplingRuleProps {
  /** Share of the requests that are traced beyond the reservoir: 0 for none to 1 for all. */
  readonly rate: number;

  /** Which rule counts when several apply: 1 to 9999, the lowest first. No two rules should have the same. */
  readonly priority: number;

  /**
   * How many requests are traced each second whatever the rate, over all instances of the service: 0 or more.
   *
   * @default 1
   */
  readonly reservoirSize?: number;

  /**
   * Name of the rule, 1 to 32 letters, digits, `-` and `_`; unique in an account and region. `Default` is taken.
   *
   * @default - made of the place of the construct
   */
  readonly ruleName?: string;

  /**
   * The service that is asked, up to 64 characters.
   *
   * @default '*'
   */
  readonly serviceName?: string;

  /**
   * What the service runs on, such as `AWS::ECS::Container` or `AWS::Lambda::Function`, up to 64 characters.
   *
   * @default '*'
   */
  readonly serviceType?: string;

  /**
   * The host header of the request, up to 64 characters.
   *
   * @default '*'
   */
  readonly host?: string;

  /**
   * The method of the request, such as `POST`, up to 10 characters.
   *
   * @default '*'
   */
  readonly httpMethod?: string;

  /**
   * The path of the request, such as `/checkout/*`, up to 128 characters.
   *
   * @default '*'
   */
  readonly urlPath?: string;

  /**
   * Attributes that the first span of the request must have, at most five.
   *
   * @default - any
   */
  readonly attributes?: { [name: string]: string };
}

/** @see https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html */
const LONGEST = { serviceName: 64, serviceType: 64, host: 64, httpMethod: 10, urlPath: 128 } as const;

/**
 * How many requests of a kind are traced. Containers that `ServiceTracing` traces ask for the rules while they run: a
 * change needs no deployment of theirs. Functions follow what the API in front of them decides.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export class SamplingRule extends Construct {
  /** Name of the rule. */
  public readonly ruleName: string;

  constructor(scope: Construct, id: string, props: SamplingRuleProps) {
    super(scope, id);
    requireValid(this, props);
    this.ruleName = props.ruleName ?? Names.uniqueResourceName(this, { maxLength: 32, separator: '-', allowedSpecialCharacters: '-_' });
    const { rate, priority, reservoirSize = 1, serviceName = '*', serviceType = '*', host = '*', httpMethod = '*', urlPath = '*', attributes } = props;
    const resource = new CfnSamplingRule(this, 'Resource', {
      samplingRule: {
        ruleName: this.ruleName, version: 1, fixedRate: rate, priority, reservoirSize, serviceName, serviceType, host, httpMethod, urlPath, resourceArn: '*', attributes,
      },
    });
    const nameOf = (rule: unknown) => ((rule as CfnSamplingRule).samplingRule as CfnSamplingRule.SamplingRuleProperty | undefined)?.ruleName;
    requireOnlyOne(this, {
      resource,
      isRival: (other) => nameOf(other) === this.ruleName,
      message: `'ruleName' must be unique in an account and region, got '${this.ruleName}' twice`,
    });
  }
}

function requireValid(scope: Construct, props: SamplingRuleProps): void {
  requireInRange(scope, { prop: 'rate', value: props.rate ?? NaN, min: 0, max: 1, fix: '0.05 are five percent.' });
  requireInRange(scope, { prop: 'priority', value: props.priority ?? NaN, min: 1, max: 9999, integer: true });
  requireInRange(scope, { prop: 'reservoirSize', value: props.reservoirSize, min: 0, integer: true, unit: 'requests a second' });
  requirePattern(scope, 'ruleName', props.ruleName, /^(?!Default$)[A-Za-z0-9_-]{1,32}$/, '1 to 32 letters, digits, - and _, and not Default');
  for (const [prop, longest] of Object.entries(LONGEST) as [keyof typeof LONGEST, number][]) {
    requirePattern(scope, prop, props[prop], new RegExp(`^.{1,${longest}}$`), `1 to ${longest} characters`);
  }
  requireKinds(scope, props, { attributes: 'options' });
  const attributes = Object.entries(props.attributes ?? {});
  if (attributes.length > 5) { throw inputError(scope, `'attributes' must be at most 5, got ${attributes.length}`); }
  for (const [name, value] of attributes) {
    requirePattern(scope, 'attributes', name, /^.{1,32}$/, 'values of up to 32 characters by names of 1 to 32');
    requirePattern(scope, `attributes.${name}`, value ?? '', /^.{1,32}$/, 'a text of 1 to 32 characters');
  }
}
