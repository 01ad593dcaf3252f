import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real repository with commits a minute apart. */
export class GitRepository {
  public static make(): GitRepository {
    const repository = new GitRepository(mkdtempSync(join(tmpdir(), 'git-')));
    repository.git('init', '--quiet', '--initial-branch', 'main');
    return repository;
  }

  private minute = 0;

  private constructor(public readonly directory: string) {}

  public get head(): string {
    return this.git('rev-parse', 'HEAD');
  }

  public get now(): string {
    return new Date(Date.parse('2026-03-02T08:00:00Z') + this.minute * 60_000).toISOString().replace('.000', '');
  }

  /** @returns the id of the new commit, which was written a day before it was committed */
  public commit(message: string): string {
    this.minute++;
    this.git('commit', '--quiet', '--allow-empty', '--allow-empty-message', '--message', message);
    return this.head;
  }

  /** Many commits, without files. */
  public commitMany(count: number): void {
    const from = this.head;
    const commits = Array.from({ length: count }, (_, index) => [
      'commit refs/heads/main', `committer T <t@t> ${1_772_500_000 + index} +0000`, 'data 1', 'x', ...index === 0 ? [`from ${from}`] : [], '',
    ].join('\n'));
    execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: this.directory, input: commits.join('') });
    this.git('reset', '--quiet', '--hard', 'main');
  }

  public git(...args: string[]): string {
    const date = this.now;
    return execFileSync('git', args, {
      cwd: this.directory,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: this.directory,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'T',
        GIT_AUTHOR_EMAIL: 't@t',
        GIT_COMMITTER_NAME: 'T',
        GIT_COMMITTER_EMAIL: 't@t',
        GIT_AUTHOR_DATE: '2026-03-01T08:00:00Z',
        GIT_COMMITTER_DATE: date,
      },
    }).trim();
  }

  /** Such as CodeBuild makes one; with a depth, a shallow one. */
  public clone(depth?: number): GitRepository {
    const copy = new GitRepository(mkdtempSync(join(tmpdir(), 'git-')));
    execFileSync('git', ['clone', '--quiet', ...depth === undefined ? [] : ['--depth', `${depth}`], `file://${this.directory}`, copy.directory], { stdio: 'pipe' });
    return copy;
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
