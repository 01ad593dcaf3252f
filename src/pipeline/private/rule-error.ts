import { IConstruct } from 'constructs';
import { inputErrorIn } from '../../core/private/input-error';
import type { BranchRule } from '../branch-rule';

/** An input error that says which rule it is about. */
export function ruleError(scope: IConstruct, { ruleName }: BranchRule, prop: keyof BranchRule, message: string): Error {
  return inputErrorIn(`${scope.node.path}, rule ${ruleName}`, `'${prop}' must ${message}`);
}
