import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AlarmLog } from './alarm-log';
import { AlertRoute } from '../alert-route';
import { IDestination } from '../destination';

export class LogGroupDestination implements IDestination {
  constructor(private readonly logGroup?: logs.ILogGroup) {}

  public bind(_scope: Construct, route: AlertRoute): void {
    const log = AlarmLog.of(route._router, this.logGroup, route._encryptionKey);
    route._onAlarm((alarm) => log.record(alarm));
    route._onEvents((rule) => log.recordEvents(rule));
  }
}
