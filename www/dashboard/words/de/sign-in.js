export default {
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  no_password:
    'Noch kein Passwort, oder vergessen? Nimm den Link, den der Server beim Start ausgegeben hat, oder lass dir einen machen:',
  wrong: 'Kein Konto hat diese Adresse und dieses Passwort.',
  too_many: 'Zu viele Versuche. Warte eine Minute und versuche es dann noch einmal.',
  link_over: 'Dieser Link wurde schon benutzt oder ist abgelaufen.',
  share_over: 'Was dieser Link geteilt hat, wird nicht mehr geteilt.',
  first: 'Mach diesen Server zu deinem',
  first_text: 'Wähle die Adresse und das Passwort, mit denen du dich anmelden wirst. Dir gehören dann alle Shops hier.',
  welcome: 'Willkommen',
  welcome_text: 'Wähle das Passwort, mit dem du dich von jetzt an anmeldest.',
  choose_password: 'Passwort',
  new_password: 'Neues Passwort',
  password_rule: 'Mindestens {n} Zeichen. Ein paar Wörter hintereinander sind gut.',
  enter: 'Speichern und anmelden',
};
