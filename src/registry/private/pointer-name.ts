import { createHash } from 'crypto';

const ROOT = 'cdk-devops-patterns';
const LEAF = 'released-image';

/** Parameter Store allows 15 levels, of which the root, the stack and the leaf take three. */
const DEEPEST_PATH = 12;
const LONGEST_NAME = 1011;
const LONGEST_LABEL = 64;

/**
 * The name of a repository's release pointer: people and pipelines read it, so it follows the tree.
 * Where Parameter Store does not allow that, a hash keeps it unique.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 */
export function pointerName(stackName: string, path: string[]): string {
  const name = join(stackName, path);
  const allowed = path.length <= DEEPEST_PATH && name.length <= LONGEST_NAME && path.every((id) => id === allowedCharacters(id));
  return allowed ? name : join(stackName, [shortened(path)]);
}

function join(stackName: string, path: string[]): string {
  return `/${[ROOT, stackName, ...path, LEAF].join('/')}`;
}

function shortened(path: string[]): string {
  const label = allowedCharacters(path[path.length - 1]).slice(0, LONGEST_LABEL);
  return `${label}-${hash(path.join('/'))}`;
}

function allowedCharacters(id: string): string {
  return id.replace(/[^a-zA-Z0-9_.-]/g, '-');
}

/** Short, and as good as unique among the repositories of a stack. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
