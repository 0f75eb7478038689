package io.depthlm.jobs.spark;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells settings of Hadoop's file systems that hold a credential from those that say where one is
 * found: keys of S3A, Azure, Google Cloud Storage and others that name theirs alike, and variables
 * of the environment that Spark would hand to its processes. What Spark itself keeps secret ({@code
 * spark.ssl.keyPassword}) is Spark's to guard.
 */
final class SecretSettings {
  private static final Pattern STORE =
      Pattern.compile(
          "(spark\\.hadoop\\.|fs\\.|google\\.|dfs\\.|spark\\.executorenv\\."
              + "|spark\\.yarn\\.appmasterenv\\.|spark\\.kubernetes\\.driverenv\\.).*");

  private static final Pattern SECRET =
      Pattern.compile(
          "secret|passw|passphrase|token|credential|hmac|connection[._-]?string|filecontent"
              + "|[._-]sas[._-]|[._-]sas$|(access|account|api|application|auth|encryption"
              + "|private|provided|shared|storage)[._-]?key");

  /** How keys end that name a file, a service or a class instead of the secret itself. */
  private static final Pattern POINTER =
      Pattern.compile(
          "(provider|provider[._-]path|provider[._-]type|file|path|endpoint|class|impl|type|enabled"
              + "|interval|expiration|service|algorithm|alias|key[._-]id|renewer|duration|lifetime|binding)$"
              + "|[._-](keyprovider|provider)[._-]");

  private SecretSettings() {}

  /** Whether the value of a setting is a credential. */
  static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return STORE.matcher(lower).matches()
        && SECRET.matcher(lower).find()
        && !(POINTER.matcher(lower).find() && !lower.contains("awsaccesskeyid"));
  }
}
