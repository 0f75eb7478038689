/**
 * Depth networks in folders as Hugging Face publishes them. A network is one package beside this
 * one: a class that implements {@link io.depthlm.common.dense.hub.HubFamily}, its TorchScript as a
 * resource of the same package, and one line in the registry {@code
 * META-INF/services/io.depthlm.common.dense.hub.HubFamily}. Nothing else names it.
 *
 * <p>Weights reach the scripts by the names of the files (28 November 2026): a pass reads each
 * once, so a map costs nothing here, and a script can be read beside the folder.
 */
package io.depthlm.common.dense.hub;
