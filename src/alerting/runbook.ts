import { AlarmKind } from '../core';
import { firstStepOf, readText, requireDocumentName, requireFirstStep, requireKind, requireText, requireUrl, titleOf } from './private/runbook-checks';
import { markdownOf, RUNBOOKS } from './private/runbooks';

/** What to do when an alarm goes off. */
export class Runbook {
  /**
   * The text that the library has for a kind of alarm: what it means, the first five minutes, queries to paste, likely
   * causes, how to roll back and when to call somebody. `docs/runbooks.md` shows them all.
   *
   * @param kind what the alarm is about
   */
  public static builtIn(kind: AlarmKind): Runbook {
    requireKind(kind);
    const { title, firstStep } = RUNBOOKS[kind];
    return new Runbook({ title, firstStep, text: () => markdownOf(RUNBOOKS[kind]) });
  }

  /**
   * A text of yours, in Markdown. Its first heading is the title. The first step is what stands below the heading
   * `First step`; without that heading, the first item of the first list, or the first sentence.
   *
   * @param text at most 64 KiB
   */
  public static fromMarkdown(text: string): Runbook {
    requireText('Runbook.fromMarkdown()', 'text', text);
    return new Runbook({ title: titleOf(text), firstStep: firstStepOf(text), text: () => text });
  }

  /**
   * A file of yours, in Markdown; see `fromMarkdown()`.
   *
   * @param path relative to the directory in which the app runs
   */
  public static fromMarkdownFile(path: string): Runbook {
    const text = readText(path);
    requireText('Runbook.fromMarkdownFile()', 'path', text);
    return new Runbook({ title: titleOf(text), firstStep: firstStepOf(text), text: () => text });
  }

  /**
   * A page somewhere, such as one of a wiki.
   *
   * @param url begins with `https://` or `http://`
   * @param firstStep one sentence of at most 200 characters; by default `Open the runbook.`
   */
  public static fromUrl(url: string, firstStep: string = 'Open the runbook.'): Runbook {
    requireUrl(url);
    requireFirstStep('Runbook.fromUrl()', firstStep);
    return new Runbook({ title: 'Runbook', firstStep, url });
  }

  /**
   * An automation of AWS Systems Manager that a person starts.
   *
   * @param documentName name of the document, such as `AWS-RestartEC2Instance`
   * @param firstStep one sentence of at most 200 characters; by default the command that starts it
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-automation.html
   */
  public static fromAutomation(documentName: string, firstStep?: string): Runbook {
    requireDocumentName(documentName);
    const start = firstStep ?? `Start the automation: aws ssm start-automation-execution --document-name ${documentName}`;
    requireFirstStep('Runbook.fromAutomation()', start);
    return new Runbook({
      title: `Automation ${documentName}`,
      firstStep: start,
      url: `https://console.aws.amazon.com/systems-manager/automation/execute/${documentName}`,
      automationDocument: documentName,
    });
  }

  /** What heads it. */
  public readonly title: string;

  /** One sentence for the message that arrives at night: what to do first. */
  public readonly firstStep: string;

  /** Where it is, if it is somewhere. */
  public readonly url?: string;

  /** The document of AWS Systems Manager that does the work, if there is one. */
  public readonly automationDocument?: string;

  private readonly text?: () => string;

  private constructor(parts: RunbookParts) {
    this.title = parts.title;
    this.firstStep = parts.firstStep;
    this.url = parts.url;
    this.automationDocument = parts.automationDocument;
    this.text = parts.text;
  }

  /** The whole text, if it is kept here. */
  public get markdown(): string | undefined {
    return this.text?.();
  }
}

/** What a runbook is made of. Not exported. */
interface RunbookParts {
  readonly title: string;
  readonly firstStep: string;
  readonly url?: string;
  readonly automationDocument?: string;
  /** Made when somebody wants it: most apps want the first step only. */
  readonly text?: () => string;
}
