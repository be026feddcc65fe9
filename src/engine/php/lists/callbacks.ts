/**
 * Where a function takes a callback, and what it calls it with. `index` counts from the end when negative. `rest`: the other
 * arguments as they are; `spread`: the elements of the array in argument `from`; `elements`: each element of the arrays in the
 * other arguments; `later`: nothing that is known here.
 */
export interface CallbackTaker {
  readonly index: number
  readonly gets: 'rest' | 'spread' | 'elements' | 'later'
}

export const callbackTakers: ReadonlyMap<string, CallbackTaker> = new Map([
  ...entries('rest', 0, [
    'call_user_func',
    'forward_static_call',
    'register_shutdown_function',
    'register_tick_function',
  ]),
  ...entries('spread', 0, ['call_user_func_array', 'forward_static_call_array']),
  ...entries('elements', 0, ['array_map', 'iterator_apply']),
  ...entries('elements', 1, [
    'array_filter',
    'usort',
    'uasort',
    'uksort',
    'array_walk',
    'array_walk_recursive',
    'array_reduce',
    'preg_replace_callback',
    'mb_ereg_replace_callback',
    'array_find',
    'array_any',
    'array_all',
  ]),
  ...entries('elements', -1, [
    'array_diff_uassoc',
    'array_diff_ukey',
    'array_udiff',
    'array_udiff_assoc',
    'array_udiff_uassoc',
    'array_intersect_uassoc',
    'array_intersect_ukey',
    'array_uintersect',
    'array_uintersect_assoc',
    'array_uintersect_uassoc',
  ]),
  ...entries('later', 0, [
    'ob_start',
    'set_error_handler',
    'set_exception_handler',
    'spl_autoload_register',
    'header_register_callback',
    'session_set_save_handler',
    'readline_completion_function',
    'assert_options',
  ]),
  ...entries('later', 1, [
    'xml_set_character_data_handler',
    'xml_set_default_handler',
    'xml_set_element_handler',
    'xml_set_end_namespace_decl_handler',
    'xml_set_external_entity_ref_handler',
    'xml_set_notation_decl_handler',
    'xml_set_processing_instruction_handler',
    'xml_set_start_namespace_decl_handler',
    'xml_set_unparsed_entity_decl_handler',
    'add_action',
    'add_filter',
    'add_shortcode',
    'readline_callback_handler_install',
  ]),
  ...entries('later', 2, [
    'sqlite_create_function',
    'sqlite_create_aggregate',
    'stream_notification_callback',
  ]),
])

/** Methods that take a callback: `PDO::sqliteCreateFunction('f', 'system')` and its like. */
export const callbackMethods: ReadonlyMap<string, CallbackTaker> = new Map([
  ['sqlitecreatefunction', { index: 1, gets: 'later' }],
  ['createfunction', { index: 1, gets: 'later' }],
  ['createaggregate', { index: 1, gets: 'later' }],
  ['sqlitecreateaggregate', { index: 1, gets: 'later' }],
])

/** Functions whose option array may name a callback: `filter_var($x, FILTER_CALLBACK, ['options' => f])`. */
export const optionCallbacks: ReadonlyMap<string, number> = new Map([
  ['filter_var', 2],
  ['filter_var_array', 1],
  ['filter_input', 3],
  ['filter_input_array', 1],
])

function entries(
  gets: CallbackTaker['gets'],
  index: number,
  names: readonly string[],
): readonly (readonly [string, CallbackTaker])[] {
  return names.map((name) => [name, { index, gets }] as const)
}
