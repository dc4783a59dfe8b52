/** The help page. */
export const help = {
  title: 'Help',
  lead: 'How Coditect works, in a few minutes.',
  contents: 'On this page',
  topics: [
    {
      id: 'workspaces',
      title: 'Workspaces',
      entries: [
        {
          question: 'What is a workspace?',
          answer:
            'A development environment of your own: an editor, terminals, and two disks, one for your files and one for settings and extensions. It has a web address that only you can open.',
        },
        {
          question: 'What happens when I close the tab?',
          answer:
            'The workspace goes on running for a while, so that builds can finish. When nobody has worked in it for some time, it goes to sleep.',
        },
        {
          question: 'What is kept while it sleeps?',
          answer:
            'Everything on its disks: files, settings, extensions, and unsaved changes in editors. Running programs and terminals end.',
        },
        {
          question: 'How do I wake it?',
          answer:
            'Open it. Any link to it works, also a bookmark: it wakes, and the page goes on to the IDE.',
        },
      ],
    },
    {
      id: 'setup',
      title: 'Set-up',
      entries: [
        {
          question: 'What can a new workspace be set up with?',
          answer:
            'A git repository, your dotfiles, the name and e-mail address on your commits, and a command that is run once. All of it happens when the workspace first starts, and never again over your files.',
        },
        {
          question: 'How do I clone a private repository?',
          answer:
            'Save a credential for its host in your profile, with an access token as the password. Your workspaces may use it; nobody can read it back.',
        },
        {
          question: 'The set-up failed. What now?',
          answer:
            'The page of the workspace says which step failed and why. Put right what it names, then choose “Try again”: only what failed is done again.',
        },
      ],
    },
    {
      id: 'safety',
      title: 'Your account',
      entries: [
        {
          question: 'What is a session?',
          answer:
            'It begins when you open a workspace, and lasts for at most a day. End sessions that you do not know, then change your password.',
        },
        {
          question: 'Where is my login kept?',
          answer:
            'In a cookie that scripts cannot read, not even ours. Nothing secret is in the storage of your browser.',
        },
      ],
    },
    {
      id: 'keyboard',
      title: 'Keyboard',
      entries: [
        {
          question: 'Can I use Coditect without a mouse?',
          answer:
            'Yes. Tab moves on, Shift and Tab back, Enter and Space act, Escape closes a dialog. The first Tab on a page offers to skip the navigation.',
        },
      ],
    },
  ],
};
