export default {
  email: 'Adresse e-mail',
  password: 'Mot de passe',
  no_password:
    'Pas encore de mot de passe, ou oublié ? Suivez le lien que le serveur a affiché au démarrage, ou faites-en créer un :',
  wrong: 'Aucun compte n’a cette adresse et ce mot de passe.',
  too_many: 'Trop d’essais. Attendez une minute, puis réessayez.',
  link_over: 'Ce lien a déjà servi ou a expiré.',
  share_over: 'Ce que ce lien partageait ne l’est plus.',
  first: 'Faites vôtre ce serveur',
  first_text:
    'Choisissez l’adresse et le mot de passe avec lesquels vous vous connecterez. Vous serez propriétaire de toutes ses boutiques.',
  welcome: 'Bienvenue',
  welcome_text: 'Choisissez le mot de passe avec lequel vous vous connecterez désormais.',
  choose_password: 'Mot de passe',
  new_password: 'Nouveau mot de passe',
  password_rule: 'Au moins {n} caractères. Quelques mots à la suite conviennent.',
  enter: 'Enregistrer et se connecter',
};
