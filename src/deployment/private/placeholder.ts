import { Tokenization } from 'aws-cdk-lib';
import { ServiceImageContext } from '../service-image';

/**
 * Serves one file at the health check path ($2) on the service's port ($1), with BusyBox alone. It writes to /tmp only.
 * The values come as arguments, so nothing in them is ever read as shell. No braces around variables: template linters
 * take them for parameters that somebody forgot to substitute.
 */
const PREPARE = [
  'path=$(printf %s "$2" | cut -d "?" -f 1)',
  'case "$path" in */) path="$path"index.html;; esac',
  'root=/tmp/placeholder',
  'mkdir -p "$root$(dirname "$path")"',
  'echo "Nothing has been released to this service yet." | tee "$root/index.html" > "$root$path"',
];
const SERVE = 'exec httpd -f -p "$1" -h "$root"';

/** The health check may have a port of its own ($3); this server goes to the background. */
const SERVE_HEALTH_CHECK = 'httpd -f -p "$3" -h "$root" &';

type PlaceholderOptions = Pick<ServiceImageContext, 'containerPort' | 'healthCheckPath' | 'healthCheckPort'>;

/** What the placeholder image runs until the first release. */
export function placeholderCommand({ containerPort, healthCheckPath, healthCheckPort }: PlaceholderOptions): string[] {
  const port = Tokenization.stringifyNumber(containerPort);
  if (healthCheckPort === containerPort) { return ['sh', '-c', scriptOf(...PREPARE, SERVE), 'placeholder', port, healthCheckPath]; }

  const ownPort = Tokenization.stringifyNumber(healthCheckPort);
  return ['sh', '-c', scriptOf(...PREPARE, SERVE_HEALTH_CHECK, SERVE), 'placeholder', port, healthCheckPath, ownPort];
}

function scriptOf(...lines: string[]): string {
  return lines.join('\n');
}
