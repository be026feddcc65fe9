import type { Guard } from '../callFact.ts'

/**
 * Names of functions, methods and constants (lower case) that make a test one that the request alone cannot pass: the right of
 * an application, or the command line. What asks for a password or only looks whether the request holds something is seen from
 * the values that are compared.
 */
export const guardWords: ReadonlyMap<string, Guard> = new Map([
  ...words('capability', [
    'current_user_can',
    'user_can',
    'current_user_can_for_blog',
    'is_super_admin',
    'check_admin_referer',
    'check_ajax_referer',
    'wp_verify_nonce',
    'user_access',
    'authorise',
    'authorize',
    'isgranted',
    'isallowed',
    'haspermission',
    'has_permission',
    'has_capability',
    'require_capability',
    'require_login',
    'require_admin',
    'is_siteadmin',
    'hasaccess',
    'haspermissions',
    'checktoken',
    'api_user_realm_auth',
    'is_realm_allowed',
    'hasrole',
    'isadmin',
    'is_admin_user',
  ]),
  ...words('cli-only', [
    'php_sapi_name',
    'php_sapi',
    'wp_cli',
    'drupal_is_cli',
    'is_cli',
    'iscli',
    'stdin',
    'isfromcli',
  ]),
])

function words(guard: Guard, names: readonly string[]): readonly (readonly [string, Guard])[] {
  return names.map((name) => [name, guard] as const)
}
