import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Severity } from '../../core';

/** The alarms of a router by the severity they are routed with, whoever hears of them. */
export class RoutedAlarms {
  private readonly alarms: Record<Severity, cloudwatch.IAlarm[]> = { [Severity.CRITICAL]: [], [Severity.WARNING]: [], [Severity.INFORMATIONAL]: [] };
  private readonly listeners: { severity: Severity; listener: (alarm: cloudwatch.IAlarm) => void }[] = [];

  public add(alarm: cloudwatch.IAlarm, severity: Severity): void {
    if (this.alarms[severity].includes(alarm)) { return; }
    this.alarms[severity].push(alarm);
    this.listeners.filter((each) => each.severity === severity).forEach(({ listener }) => listener(alarm));
  }

  /** Tells of every alarm of a severity, those of the past too. */
  public onAlarm(severity: Severity, listener: (alarm: cloudwatch.IAlarm) => void): void {
    this.alarms[severity].forEach((alarm) => listener(alarm));
    this.listeners.push({ severity, listener });
  }
}
