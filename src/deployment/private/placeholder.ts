import { Tokenization } from 'aws-cdk-lib';
import { ServiceImageContext } from '../service-image';

/**
 * Serves one file at the health check path ($2) on the service's port ($1), with BusyBox alone.
 * The values come as arguments, so nothing in them is ever read as shell. No braces around variables: template linters
 * take them for parameters that somebody forgot to substitute.
 */
const PLACEHOLDER_SCRIPT = [
  'path=$(printf %s "$2" | cut -d "?" -f 1)',
  'case "$path" in */) path="$path"index.html;; esac',
  'root=/tmp/placeholder',
  'mkdir -p "$root$(dirname "$path")"',
  'echo "Nothing has been released to this service yet." | tee "$root/index.html" > "$root$path"',
  'exec httpd -f -p "$1" -h "$root"',
].join('\n');

/** What the placeholder image runs until the first release. */
export function placeholderCommand({ containerPort, healthCheckPath }: ServiceImageContext): string[] {
  return ['sh', '-c', PLACEHOLDER_SCRIPT, 'placeholder', Tokenization.stringifyNumber(containerPort), healthCheckPath];
}
