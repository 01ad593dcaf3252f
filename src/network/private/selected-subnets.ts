import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { inputError, requireAbility } from '../../core/private/input-error';

/** The subnets of a selection; none while they are not known, because the VPC is still to be looked up. */
export function selectedSubnets(vpc: ec2.IVpc, prop: string, selection: ec2.SubnetSelection): ec2.ISubnet[] {
  const { subnets, isPendingLookup } = select(vpc, prop, selection);
  return isPendingLookup ? [] : subnets;
}

function select(vpc: ec2.IVpc, prop: string, selection: ec2.SubnetSelection): ec2.SelectedSubnets {
  let selected: ec2.SelectedSubnets;
  try {
    selected = vpc.selectSubnets(selection);
  } catch (error) {
    throw inputError(vpc, `'${prop}' must select subnets that the VPC has. ${(error as Error).message}`);
  }
  if (selected.subnets.length === 0 && !selected.isPendingLookup) {
    throw inputError(vpc, `'${prop}' must select subnets that the VPC has, got a selection of none`);
  }
  return selected;
}

/** Fails for what is no VPC; where nothing is, the method that was called stands for the construct. */
export function requireVpc(vpc: ec2.IVpc, method: string): void {
  const scope = { node: { path: method } } as IConstruct;
  requireAbility(scope, { prop: 'vpc', value: vpc, method: 'selectSubnets', expected: "a VPC, such as ec2.Vpc.fromLookup(this, 'Vpc', …)" });
}
