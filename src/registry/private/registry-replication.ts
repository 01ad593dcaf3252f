import { Lazy, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Construct } from 'constructs';
import { topLevelStackOf } from './top-level-stack';
import { requireOnlyOne } from '../../core/private/only-one';
import { ReplicationDestination } from '../replication-destination';

const ID = 'ContainerRegistryReplication';
const MOST_RULES = 10;
const MOST_DESTINATIONS = 25;
const MOST_FILTERS = 100;

interface Rule {
  readonly destinations: ecr.CfnReplicationConfiguration.ReplicationDestinationProperty[];
  readonly repositories: ecr.IRepository[];
}

/**
 * Replication of an account and region, one per stack: it exists once, and names every repository that is copied.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
 */
export class RegistryReplication extends Construct {
  /** Notes where a repository is copied to. */
  public static take(owner: Construct, repository: ecr.IRepository, destinations: ReplicationDestination[]): void {
    if (destinations.length > 0) { RegistryReplication.of(owner).add(repository, destinations); }
  }

  private static of(construct: Construct): RegistryReplication {
    const stack = topLevelStackOf(construct);
    return stack.node.tryFindChild(ID) as RegistryReplication | undefined ?? new RegistryReplication(stack);
  }

  /** By their destinations: there may be many repositories, but few rules. */
  private readonly rules = new Map<string, Rule>();

  private constructor(private readonly stack: Stack) {
    super(stack, ID);
    const resource = new ecr.CfnReplicationConfiguration(this, 'Resource', {
      replicationConfiguration: { rules: Lazy.any({ produce: () => this.render() }) },
    });
    requireOnlyOne(this, {
      resource,
      message: 'an account has one replication configuration per region, and the second stack cannot be deployed. ' +
        "Keep all repositories with 'replicateTo' in one stack",
    });
    this.node.addValidation({ validate: () => this.beyondLimits() });
  }

  private add(repository: ecr.IRepository, destinations: ReplicationDestination[]): void {
    const complete = destinations.map(({ region = this.stack.region, account = this.stack.account }) => ({ region, registryId: account }));
    const key = [...new Set(complete.map(asText))].sort().join();
    const rule = this.rules.get(key) ?? { destinations: unique(complete), repositories: [] };
    this.rules.set(key, { ...rule, repositories: [...rule.repositories, repository] });
  }

  private render(): ecr.CfnReplicationConfiguration.ReplicationRuleProperty[] {
    return [...this.rules.values()].map(({ destinations, repositories }) => ({
      destinations,
      repositoryFilters: repositories.map(({ repositoryName }) => ({ filter: repositoryName, filterType: 'PREFIX_MATCH' })),
    }));
  }

  private beyondLimits(): string[] {
    const rules = [...this.rules.values()];
    const found: [string, number, number][] = [
      ['different lists of destinations', rules.length, MOST_RULES],
      ['destinations', unique(rules.flatMap(({ destinations }) => destinations)).length, MOST_DESTINATIONS],
      ['repositories with the same destinations', Math.max(...rules.map(({ repositories }) => repositories.length)), MOST_FILTERS],
    ];
    return found.filter(([, count, most]) => count > most).map(([what, count, most]) =>
      `'replicateTo' must name at most ${most} ${what} in a stack, got ${count}. Amazon ECR takes no more; copy some with ContainerRepository.promotionFrom`);
  }
}

function asText({ region, registryId }: ecr.CfnReplicationConfiguration.ReplicationDestinationProperty): string {
  return `${registryId}/${region}`;
}

function unique(destinations: Rule['destinations']): Rule['destinations'] {
  return [...new Map(destinations.map((destination) => [asText(destination), destination])).values()];
}
