-- Who writes the services changes words, too; administrators may everything, so no row tells it.
INSERT INTO role_permission (role, permission)
SELECT role, 'change_words' FROM role_permission WHERE role = 'editor' AND permission = 'edit_directory';
