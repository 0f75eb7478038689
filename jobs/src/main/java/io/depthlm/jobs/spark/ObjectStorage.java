package io.depthlm.jobs.spark;

import io.depthlm.common.core.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * How S3 is spoken to: where it is and who we are comes from the environment that every AWS tool
 * reads, a secret never from a setting or a URI, and a store that does not answer is found out in
 * seconds, before any work.
 */
public final class ObjectStorage {
  private static final String HADOOP = "spark.hadoop.";
  private static final String S3A = "fs.s3a.";
  private static final String CHAIN =
      "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider";

  private static final Pattern S3_SCHEME = Pattern.compile("(?i)s3[an]?");
  private static final Pattern AUTHORITY = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/]*).*");

  /** What Spark copies from the environment into its Hadoop settings. */
  private static final Map<String, String> COPIED =
      Map.of(
          "fs.s3.awsAccessKeyId", "AWS_ACCESS_KEY_ID",
          "fs.s3n.awsAccessKeyId", "AWS_ACCESS_KEY_ID",
          "fs.s3a.access.key", "AWS_ACCESS_KEY_ID",
          "fs.s3.awsSecretAccessKey", "AWS_SECRET_ACCESS_KEY",
          "fs.s3n.awsSecretAccessKey", "AWS_SECRET_ACCESS_KEY",
          "fs.s3a.secret.key", "AWS_SECRET_ACCESS_KEY",
          "fs.s3a.session.token", "AWS_SESSION_TOKEN");

  /** Few and short: for the first look at a store, where nobody has work to lose yet. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "fs.s3a.attempts.maximum", "1",
          "fs.s3a.retry.limit", "1",
          "fs.s3a.retry.interval", "200ms",
          "fs.s3a.retry.throttle.limit", "3",
          "fs.s3a.retry.throttle.interval", "200ms",
          "fs.s3a.connection.establish.timeout", "15s",
          "fs.s3a.connection.timeout", "15s",
          "fs.s3a.connection.request.timeout", "15s");

  private static final Set<String> ANSWERED = ConcurrentHashMap.newKeySet();

  private ObjectStorage() {}

  /**
   * Spark settings for what the environment says of S3, as every AWS tool reads it. Credentials are
   * not among them: the provider chain finds them by itself, in every process anew.
   *
   * @param environment of this process
   */
  static Map<String, String> settings(Map<String, String> environment) {
    Map<String, String> settings = new LinkedHashMap<>();
    String endpoint =
        environment.getOrDefault("AWS_ENDPOINT_URL_S3", environment.get("AWS_ENDPOINT_URL"));
    if (endpoint != null && !endpoint.isBlank()) {
      settings.put(HADOOP + S3A + "endpoint", endpoint);
      // Stores of one's own rarely have a DNS name for each bucket.
      settings.put(HADOOP + S3A + "path.style.access", "true");
    }
    String region = environment.getOrDefault("AWS_REGION", environment.get("AWS_DEFAULT_REGION"));
    if (region != null && !region.isBlank()) {
      settings.put(HADOOP + S3A + "endpoint.region", region);
    }
    if (isThere(CHAIN) && !siteKnowsWho(new Configuration())) {
      settings.put(HADOOP + S3A + "aws.credentials.provider", CHAIN);
    }
    return settings;
  }

  /** Whether a cluster's own configuration says how its users are known. */
  private static boolean siteKnowsWho(Configuration site) {
    String[] sources = site.getPropertySources(S3A + "aws.credentials.provider");
    return site.get(S3A + "access.key") != null
        || site.get("hadoop.security.credential.provider.path") != null
        || (sources != null && !sources[sources.length - 1].endsWith("-default.xml"));
  }

  /** Older Hadoops have another AWS client, with a chain of its own. */
  private static boolean isThere(String type) {
    try {
      Class.forName(type, false, ObjectStorage.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /**
   * Refuses a setting that holds a credential: settings are shown, logged and kept.
   *
   * @throws UserError if the key is one of a credential
   */
  public static void checkNoSecret(String key) {
    if (SecretSettings.isSecret(key)) {
      throw new UserError(
          "the setting " + key + " would put a credential into plans and logs",
          "take it away (also from spark-defaults.conf); credentials come from the provider chain"
              + " of the store: the environment, a profile, a role, or a credential file that"
              + " hadoop.security.credential.provider.path names");
    }
  }

  /**
   * Refuses keys in a URI, as older Hadoops took them.
   *
   * @throws UserError that does not repeat the URI
   */
  static void checkNoSecretIn(String uri) {
    var parts = AUTHORITY.matcher(uri);
    if (!parts.matches()) {
      return;
    }
    String authority = parts.group(2);
    boolean s3 = S3_SCHEME.matcher(parts.group(1)).matches();
    int at = authority.indexOf('@');
    // A bucket has no colon; "KEY:SEC/RET@bucket" ends its authority inside the secret.
    boolean secret =
        s3
            ? at >= 0 || authority.indexOf(':') >= 0
            : at >= 0 && authority.indexOf(':') < at && authority.indexOf(':') >= 0;
    if (secret) {
      throw new UserError(
          "a " + parts.group(1) + " URI has credentials in it (before its bucket)",
          "write it without them, and replace these keys: they may be in a shell's history by now;"
              + " credentials come from the AWS provider chain");
    }
  }

  /**
   * Takes out of Hadoop's settings what Spark copied there from the environment: the settings
   * travel with tasks, and the provider chain reads the environment by itself.
   */
  static void forget(Configuration hadoop, Map<String, String> environment) {
    COPIED.forEach(
        (key, variable) -> {
          String value = environment.get(variable);
          if (value != null && value.equals(hadoop.get(key))) {
            hadoop.unset(key);
          }
        });
  }

  /**
   * Asks a bucket for one object, once per process, with little patience: an address that is wrong,
   * a bucket that is not there and keys that do not fit are told before anything is begun. Later
   * requests have S3A's patience of about a minute.
   *
   * @throws UserError saying which of these it is
   */
  static void check(Configuration hadoop, Path path) {
    URI uri = path.toUri();
    if (uri.getScheme() == null || !S3_SCHEME.matcher(uri.getScheme()).matches()) {
      return;
    }
    String endpoint = endpoint(hadoop, uri.getHost());
    String store = uri.getScheme() + "://" + uri.getAuthority();
    if (ANSWERED.contains(store + " " + endpoint)) {
      return;
    }
    Configuration impatient = new Configuration(hadoop);
    IMPATIENT.forEach(impatient::set);
    try (FileSystem fs = FileSystem.newInstance(uri, impatient)) {
      fs.getFileStatus(path);
    } catch (FileNotFoundException e) {
      if (named(e, "UnknownStoreException")) {
        throw failed(store, endpoint, e);
      }
    } catch (IOException e) {
      throw failed(store, endpoint, e);
    }
    ANSWERED.add(store + " " + endpoint);
  }

  private static String endpoint(Configuration hadoop, String bucket) {
    String all = hadoop.get(S3A + "endpoint", "");
    String own = hadoop.get(S3A + "bucket." + bucket + ".endpoint", all);
    return own.isEmpty() ? "AWS" : own;
  }

  private static UserError failed(String store, String endpoint, IOException e) {
    if (named(e, "UnknownStoreException")) {
      return new UserError(
          "there is no bucket " + store + " at " + endpoint, "check the name and the endpoint", e);
    }
    if (named(e, "NoAuthWithAWSException")
        || named(e, "NoAwsCredentialsException")
        || named(e, "CredentialInitializationException")) {
      return new UserError(
          "no credentials for " + store + " were found",
          "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or give the host a role",
          e);
    }
    if (named(e, "AccessDeniedException")) {
      return new UserError(
          store + " at " + endpoint + " refuses these credentials: " + line(e),
          "check the keys or the role, and what they may do there",
          e);
    }
    return new UserError(
        store + " cannot be reached at " + endpoint + ": " + line(e),
        "check the endpoint (AWS_ENDPOINT_URL_S3 or --spark spark.hadoop.fs.s3a.endpoint=URL) and"
            + " the network",
        e);
  }

  /** By name: these are classes of hadoop-aws, which a cluster without S3 need not have. */
  private static boolean named(Throwable e, String simpleName) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t.getClass().getSimpleName().equals(simpleName)) {
        return true;
      }
    }
    return false;
  }

  private static String line(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }
}
