import { Lazy, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Construct, IConstruct } from 'constructs';
import { topLevelStackOf } from './top-level-stack';
import { environmentOf, requireOnlyOne } from '../../core/private/only-one';
import { ImageScanning } from '../image-scanning';

const ID = 'ContainerRegistryScanning';
const MOST_FILTERS = 100;

const FREQUENCY: Partial<Record<ImageScanning, string>> = {
  [ImageScanning.ENHANCED]: 'CONTINUOUS_SCAN',
  [ImageScanning.ENHANCED_ON_PUSH]: 'SCAN_ON_PUSH',
};

/** Repositories that count on basic scanning. */
const scannedBasically = new WeakSet<IConstruct>();

/**
 * Enhanced scanning of an account and region, one per stack: it exists once, and names every repository that it scans.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
 */
export class RegistryScanning extends Construct {
  /** Notes how a repository is scanned. */
  public static take(owner: Construct, repository: ecr.IRepository, scanning: ImageScanning): void {
    if (scanning === ImageScanning.BASIC) { scannedBasically.add(owner); }
    const frequency = FREQUENCY[scanning];
    if (frequency) { RegistryScanning.of(owner).add(repository, frequency); }
  }

  private static of(construct: Construct): RegistryScanning {
    const stack = topLevelStackOf(construct);
    return stack.node.tryFindChild(ID) as RegistryScanning | undefined ?? new RegistryScanning(stack);
  }

  private readonly repositories: Record<string, ecr.IRepository[]> = {};

  private constructor(stack: Stack) {
    super(stack, ID);
    const resource = new ecr.CfnRegistryScanningConfiguration(this, 'Resource', {
      scanType: 'ENHANCED',
      rules: Lazy.any({ produce: () => this.rules() }),
    });
    requireOnlyOne(this, {
      resource,
      message: 'an account has one scanning configuration per region, and each stack would undo what the other set. ' +
        'Keep all repositories with enhanced scanning in one stack, and give the others ImageScanning.REGISTRY',
    });
    this.node.addValidation({ validate: () => [...this.unscanned(), ...this.tooMany()] });
  }

  private add(repository: ecr.IRepository, frequency: string): void {
    this.repositories[frequency] = [...this.repositories[frequency] ?? [], repository];
  }

  private rules(): ecr.CfnRegistryScanningConfiguration.ScanningRuleProperty[] {
    return Object.entries(this.repositories).map(([scanFrequency, repositories]) => ({
      scanFrequency,
      // There is no filter for one name only; the name by itself would be looked for anywhere in a name.
      repositoryFilters: repositories.map(({ repositoryName }) => ({ filter: `${repositoryName}*`, filterType: 'WILDCARD' })),
    }));
  }

  private unscanned(): string[] {
    return environmentOf(this).filter((node) => scannedBasically.has(node)).map((node) =>
      `'scanning' must be ImageScanning.ENHANCED, ENHANCED_ON_PUSH or REGISTRY, got BASIC, which stops as ${this.node.path} ` +
      `turns on enhanced scanning for the account and region [at ${node.node.path}]`);
  }

  private tooMany(): string[] {
    return Object.values(this.repositories).filter(({ length }) => length > MOST_FILTERS).map(({ length }) =>
      `'scanning' must be enhanced for at most ${MOST_FILTERS} repositories of a stack, got ${length}. ` +
      'Set up the registry once by hand with a filter for all, and give the repositories ImageScanning.REGISTRY');
  }
}
