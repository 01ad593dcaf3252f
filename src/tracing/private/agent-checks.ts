import { Construct } from 'constructs';
import { inputError, requireAbility, requirePattern } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { CloudWatchAgentProps } from '../cloud-watch-agent-props';

const ABSOLUTE = /^\/[^\n]{0,255}$/;

export function requireValidAgent(scope: Construct, props: CloudWatchAgentProps): void {
  requireKinds(scope, props, { diskPaths: 'list', logFiles: 'list' });
  const { diskPaths = ['/'], logFiles = [] } = props;
  if (diskPaths.length === 0) { throw inputError(scope, "'diskPaths' must not be empty. Leave it out for the root volume"); }
  for (const path of diskPaths) { requirePattern(scope, 'diskPaths', path ?? '', ABSOLUTE, 'absolute paths, such as /data'); }
  const twice = diskPaths.find((path, index) => diskPaths.indexOf(path) < index);
  if (twice !== undefined) { throw inputError(scope, `'diskPaths' must name each path once, got '${twice}' again`); }
  for (const file of logFiles) {
    requirePattern(scope, 'logFiles.path', file?.path ?? '', ABSOLUTE, 'an absolute path, such as /var/log/orders/*.log');
    requireAbility(scope, {
      prop: 'logFiles.logGroup', value: file.logGroup, method: 'grantWrite', expected: "a log group, such as new ServiceLogGroup(this, 'Logs').logGroup",
    });
    requirePattern(scope, 'logFiles.timestampFormat', file.timestampFormat, /^[^\n]{1,100}$/, 'a format of time, such as %Y-%m-%d %H:%M:%S');
  }
}
