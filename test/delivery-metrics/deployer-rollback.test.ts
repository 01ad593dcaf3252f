import { join } from 'node:path';

const { reduce } = jest.requireActual<any>(join(__dirname, '../../handlers/delivery-metrics/reducer'));

const subject = { pipeline: 'shop', execution: 'e' };
const begun = [{ kind: 'started', ...subject, at: 0 }, { kind: 'deployStarted', ...subject, at: 1000 }];
const failed = { kind: 'deployer', external: 'd1', outcome: 'FAILED', at: 60_000 };
const restored = { kind: 'deployer', external: 'd1', outcome: 'RESTORED', at: 90_000 };
const stageFailed = { kind: 'stageEnded', ...subject, outcome: 'FAILED', at: 120_000 };

describe('a release that Amazon ECS takes back', () => {
  test('is over when the old version is there again, although the stage fails after that', () => {
    const { attempts, recoveries, open } = reduce([...begun, failed, restored, stageFailed]);
    expect(attempts).toMatchObject([{ causes: ['DEPLOYER_FAILED', 'STAGE_FAILED'] }]);
    expect(recoveries).toMatchObject([{ from: 60_000, to: 90_000 }]);
    expect(open).toBeUndefined();
  });

  test.each([
    ['the stage had failed before', [failed, { ...stageFailed, at: 70_000 }, restored], [{ from: 60_000, to: 90_000 }]],
    ['the stage fails in the same second', [failed, restored, { ...stageFailed, at: 90_000 }], [{ from: 60_000, to: 90_000 }]],
  ])('is over, too, when %s', (_, facts, recoveries) => {
    expect(reduce([...begun, ...facts]).recoveries).toMatchObject(recoveries);
    expect(reduce([...begun, ...facts]).open).toBeUndefined();
  });

  test('is open when the stage fails and nothing was restored since', () => {
    expect(reduce([...begun, failed, stageFailed]).open).toMatchObject({ from: 60_000 });
    expect(reduce([...begun, restored, stageFailed]).open).toMatchObject({ from: 120_000 });
    expect(reduce([...begun, { ...restored, at: 30_000 }, failed, stageFailed]).open).toMatchObject({ from: 60_000 });
  });
});
