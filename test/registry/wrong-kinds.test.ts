import { ContainerRepository, ContainerRepositoryProps } from '../../src/registry';
import { prodStack } from '../support/stacks';

/** What compilers refuse, and plain JavaScript does not. */
const WRONG: [string, unknown, string][] = [
  ['pullAccounts', '111111111111', "'pullAccounts' must be a list"],
  ['replicateTo', 'eu-central-1', "'replicateTo' must be a list"],
  ['replicateTo', [undefined], "'replicateTo[0]' must be values by name"],
  ['mutableTags', 0, "'mutableTags' must be a list"],
  ['mutableTags', 'cache-*', "'mutableTags' must be a list"],
  ['untaggedRetention', 7, "'untaggedRetention' must be a Duration"],
  ['encryptionKey', 'x', "'encryptionKey' must be a key of AWS KMS"],
  ['removalPolicy', 'x', "'removalPolicy' must be a member of RemovalPolicy"],
  ['releasePointer', 'x', "'releasePointer' must be a parameter"],
];

describe('a repository', () => {
  test.each(WRONG)('is refused with %s: %p, by the name of the prop', (prop, value, message) => {
    const props = { [prop]: value } as ContainerRepositoryProps;
    expect(() => new ContainerRepository(prodStack(), 'Images', props)).toThrow(message);
    expect(() => new ContainerRepository(prodStack(), 'Images', props)).toThrow(/ \[at Prod\/Images\]$/);
  });
});
