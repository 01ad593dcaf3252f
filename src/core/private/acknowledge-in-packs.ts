import { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge';

/** The packs of cdk-nag beside AwsSolutions, which have most of their rules in common. */
const PACKS = ['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321'];

/** Acknowledges findings of rules that several packs have, by the names of the rules without those of the packs. */
export function acknowledgeInPacks(construct: IConstruct, reasons: Record<string, string>): void {
  acknowledge(construct, Object.fromEntries(Object.entries(reasons).flatMap(([rule, reason]) => PACKS.map((pack) => [`${pack}-${rule}`, reason]))));
}

/** For a role of ours to which the CDK itself grants something; not for roles of the user's. */
export function acknowledgeInlinePolicy(role: IConstruct): void {
  acknowledgeInPacks(role, { IAMNoInlinePolicy: 'The AWS CDK writes what this role needs into a policy of the role itself, and offers nothing else.' });
}
