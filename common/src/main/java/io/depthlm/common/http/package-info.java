/**
 * The engine {@code http}: an endpoint that speaks OpenAI's chat completions answers in text. May
 * import {@code engine}, {@code config} and what those may import.
 *
 * <p>Decisions (2026-11-28): the JDK's own client, because the one call that is needed is a POST of
 * JSON, and a client library would bring its own retries, pools and logging of headers beside ours.
 * Redirects are not followed: the key would travel with them. The key is read from the environment
 * of the executor when the engine is opened; it is in no recipe, table or message.
 */
package io.depthlm.common.http;
