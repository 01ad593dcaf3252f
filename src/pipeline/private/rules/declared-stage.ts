import { RuleProvider } from './rule-kind';

/** A stage as the template will have it, as far as conditions go. */
export interface DeclaredStage {
  readonly name: string;
  readonly actions?: DeclaredAction[];
  readonly beforeEntry?: DeclaredConditions;
  readonly onSuccess?: DeclaredConditions;
  readonly onFailure?: DeclaredConditions;
}

export interface DeclaredAction {
  readonly name: string;
  readonly actionTypeId: { readonly category: string; readonly provider: string };
  readonly configuration?: { readonly ActionMode?: string };
}

export interface DeclaredConditions {
  readonly conditions?: DeclaredCondition[];
  readonly result?: string;
  readonly retryConfiguration?: { readonly retryMode?: string };
}

export interface DeclaredCondition {
  readonly result?: string;
  readonly rules?: DeclaredRule[];
}

export interface DeclaredRule {
  readonly name?: string;
  readonly ruleTypeId: { readonly category: string; readonly owner?: string; readonly provider?: string; readonly version?: string };
  readonly configuration?: Record<string, unknown>;
  readonly commands?: string[];
  readonly inputArtifacts?: { readonly name?: string }[];
  readonly region?: string;
  readonly roleArn?: string;
}

/** All rules of conditions. */
export function rulesOf(conditions: DeclaredConditions | undefined): DeclaredRule[] {
  return (conditions?.conditions ?? []).flatMap(({ rules = [] }) => rules);
}

/** Whether conditions have a result, for themselves or for a set of rules. */
export function hasResult(conditions: DeclaredConditions | undefined, result: string): boolean {
  return conditions?.result === result || (conditions?.conditions ?? []).some((condition) => condition.result === result);
}

/** Whether a rule has a provider. */
export function isOf(rule: DeclaredRule, ...providers: RuleProvider[]): boolean {
  return providers.includes(rule.ruleTypeId.provider as RuleProvider);
}
