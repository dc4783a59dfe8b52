import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SetupProgress, SetupSpec } from '../../common/setup';
import { bareRepository, gitHost, temporary } from './git-host.test-support';
import { Setup } from './setup';
import { StateFile } from './state';

const { folder, commit } = bareRepository({ 'README.md': '# Hello\n', 'made.sh': 'true\n' });
const hosting = gitHost(folder);
const repository = { url: '' };
before(async () => void (repository.url = (await hosting).url));
after(async () => (await hosting).server.close());

/** A pod with its volumes; a new process in it for each start. */
class Pod {
    readonly folders = { workspace: temporary('workspace'), home: temporary('home') };
    readonly config = temporary('config');
    seen: SetupProgress[] = [];
    output = '';
    setup = this.start();

    start(): Setup {
        this.seen = [];
        this.setup = new Setup(this.folders, new StateFile(join(this.config, 'setup.json')), {
            onProgress: progress => this.seen.push(progress),
            onOutput: text => (this.output += text),
        });
        return this.setup;
    }

    async apply(spec: SetupSpec, uid = 'u'): Promise<SetupProgress> {
        await this.setup.apply({ uid, spec });
        const last = this.seen.at(-1);
        assert.ok(last, 'there is progress');
        return last;
    }

    path(...names: string[]): string {
        return join(this.folders.workspace, ...names);
    }
}

test('everything is done once, in order, and never again', async () => {
    const dotfiles = await gitHost(bareRepository({ '.vimrc': 'set nu\n', '.gitconfig': 'theirs\n', 'README.md': '' }).folder);
    after(() => dotfiles.server.close());
    const pod = new Pod();
    mkdirSync(pod.path('lost+found'));
    const spec = {
        repository, dotfiles: { url: dotfiles.url }, identity: { name: 'Ada', email: 'ada@example.com' },
        startCommand: 'cat README.md >> started && git config user.email >> started',
    };
    assert.deepEqual(await pod.apply(spec), { phase: 'Succeeded', step: null, message: 'The workspace is set up', percent: null, attempt: 0 });
    assert.deepEqual(readdirSync(pod.path()).sort(), ['.git', 'README.md', 'lost+found', 'made.sh', 'started']);
    assert.equal(readFileSync(pod.path('started'), 'utf8'), '# Hello\nada@example.com\n');
    assert.ok(lstatSync(join(pod.folders.home, '.vimrc')).isSymbolicLink());
    assert.match(readFileSync(join(pod.folders.home, '.gitconfig'), 'utf8'), /Ada/, 'a file that is there stays');
    assert.ok(!existsSync(join(pod.folders.home, 'README.md')));
    const steps = pod.seen.map(({ step }) => step).filter((step, at, all) => step !== all[at - 1]);
    assert.deepEqual(steps, ['identity', 'repository', 'dotfiles', 'startCommand', null]);
    assert.ok(pod.seen.some(({ percent }) => Number(percent) >= 80));
    pod.start();
    rmSync(pod.path('README.md'));
    assert.equal((await pod.apply({ ...spec, attempt: 1 })).phase, 'Succeeded');
    assert.deepEqual(pod.seen.map(({ attempt }) => attempt), [1]);
    assert.ok(!existsSync(pod.path('README.md')));
    assert.equal(readFileSync(pod.path('started'), 'utf8'), '# Hello\nada@example.com\n');
});

test('a branch, a tag or a commit is checked out, whole or shallow', async () => {
    for (const [ref, depth, expected] of [['old', undefined, false], ['main', 1, true], [commit, 1, true], [commit, undefined, true]] as const) {
        const pod = new Pod();
        const progress = await pod.apply({ repository: { ...repository, ref, ...(depth && { depth }) } });
        assert.equal(progress.phase, 'Succeeded', progress.message);
        assert.equal(existsSync(pod.path('README.md')), expected, ref);
        assert.equal(existsSync(pod.path('.git', 'shallow')), depth === 1);
    }
});

test('a failure says why, leaves nothing behind, and can be tried again', async () => {
    const gone = await gitHost(folder);
    await new Promise(done => gone.server.close(done));
    const locked = await gitHost(folder, 'ada:secret');
    after(() => locked.server.close());
    const failures: ReadonlyArray<readonly [SetupSpec['repository'], RegExp]> = [
        [{ url: repository.url, ref: 'nowhere' }, /^http:.*\/x\.git has no branch, tag or commit nowhere\n/],
        [{ url: repository.url.replace('x.git', 'y.git') }, /^there is no repository at /],
        [{ url: gone.url }, /does not answer\n/],
        [{ url: 'http://no-such-host.invalid/x.git' }, /^the host of .* is not known\n/],
        [{ url: locked.url }, /asks for a login/],
        [{ url: locked.url.replace('://', '://ada:secret@') }, /^the address has a password in it/],
        [{ url: '/no/such/folder' }, /^there is no repository/],
        [{ url: repository.url, ref: '--upload-pack=x' }, /^no branch or tag begins with a dash/],
    ];
    const pod = new Pod();
    let attempt = 0;
    for (const [wrong, message] of failures) {
        const progress = await pod.apply({ ...(wrong && { repository: wrong }), attempt: attempt++ });
        assert.equal(progress.phase, 'Failed');
        assert.match(progress.message, message);
        assert.equal(progress.step, 'repository');
        assert.deepEqual(readdirSync(pod.path()), []);
        assert.ok(!JSON.stringify(pod.seen).includes('secret') && !pod.output.includes('secret'));
        pod.start();
    }
    assert.equal((await pod.apply({ repository, attempt: 0 })).phase, 'Failed', 'not by itself');
    assert.equal((await pod.apply({ repository, attempt })).phase, 'Succeeded');
    assert.ok(existsSync(pod.path('README.md')));
});

test('a start command that fails shows its last lines, and is what is tried again', async () => {
    const pod = new Pod();
    const startCommand = 'echo x >> tries; for i in {1..20}; do echo line $i; done; test -e fixed || exit 3';
    const failed = await pod.apply({ repository, startCommand });
    assert.equal(failed.message, `the start command ended with 3\n${[15, 16, 17, 18, 19, 20].map(n => `line ${n}`).join('\n')}`);
    assert.match(pod.output, /line 1\n/);
    writeFileSync(pod.path('fixed'), '');
    await pod.setup.retry();
    assert.equal(pod.setup.progress?.phase, 'Succeeded');
    assert.equal(readFileSync(pod.path('tries'), 'utf8'), 'x\nx\n');
    await pod.setup.retry();
    assert.equal(readFileSync(pod.path('tries'), 'utf8'), 'x\nx\n', 'what succeeded is not done again');
});

test('files of a user are never touched', async () => {
    const pod = new Pod();
    writeFileSync(pod.path('mine'), 'mine');
    assert.equal((await pod.apply({ repository, identity: { name: 'Ada' }, startCommand: 'touch started' })).phase, 'Succeeded');
    assert.deepEqual(readdirSync(pod.path()), ['mine']);
    assert.match(readFileSync(join(pod.folders.home, '.gitconfig'), 'utf8'), /name = Ada/);
});

test('a crash in the middle of a clone begins it anew', async () => {
    const pod = new Pod();
    const file = new StateFile(join(pod.config, 'setup.json'));
    const running = { uid: 'u', done: ['identity'], phase: 'Running', step: 'repository', message: '', percent: 3, attempt: 0 } as const;
    await file.write(running);
    mkdirSync(pod.path('.coditect-clone', '.git'), { recursive: true });
    assert.equal((await pod.apply({ repository })).phase, 'Succeeded');
    assert.deepEqual(readdirSync(pod.path()).sort(), ['.git', 'README.md', 'made.sh']);
});

test('a crash while a clone is moved to its place moves the rest', async () => {
    const pod = new Pod();
    const file = new StateFile(join(pod.config, 'setup.json'));
    await file.write({ uid: 'u', done: ['identity'], phase: 'Running', step: 'repository', message: '', percent: 100, attempt: 0 });
    mkdirSync(pod.path('.coditect-clone', 'src'), { recursive: true });
    mkdirSync(pod.path('.coditect-clone-is-whole'));
    writeFileSync(pod.path('.coditect-clone', 'README.md'), 'cloned');
    writeFileSync(pod.path('.coditect-clone', 'mine'), 'cloned');
    writeFileSync(pod.path('mine'), 'mine');
    assert.equal((await pod.apply({ repository: { url: 'http://no-such-host.invalid/' } })).phase, 'Succeeded');
    assert.deepEqual(readdirSync(pod.path()).sort(), ['README.md', 'mine', 'src']);
    assert.equal(readFileSync(pod.path('mine'), 'utf8'), 'mine');
});

test('a stop in the middle is no failure, and an interrupted start command is not run twice', async () => {
    const pod = new Pod();
    const spec = { startCommand: 'echo x >> tries; kill $$' };
    const working = pod.setup.apply({ uid: 'u', spec });
    pod.setup.stop();
    await working;
    assert.equal(pod.setup.progress?.phase, 'Running');
    pod.start();
    const progress = await pod.apply(spec);
    assert.equal(progress.phase, 'Failed');
    assert.match(progress.message, /interrupted/);
    assert.equal(readFileSync(pod.path('tries'), 'utf8'), 'x\n');
});

test('another workspace on the same volume starts anew', async () => {
    const pod = new Pod();
    await pod.apply({ startCommand: 'true' });
    rmSync(pod.path(), { recursive: true });
    mkdirSync(pod.path());
    assert.equal((await pod.apply({ startCommand: 'touch second' }, 'other')).phase, 'Succeeded');
    assert.ok(existsSync(pod.path('second')));
});
