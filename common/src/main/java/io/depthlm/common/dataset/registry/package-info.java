/**
 * Which data set formats there are. The only package that knows all readers; a new format is one
 * line here. May import {@code dataset} and its readers.
 */
package io.depthlm.common.dataset.registry;
