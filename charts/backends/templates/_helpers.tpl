{{/* The prefix of all names: the release's name, with the project's name if it lacks that. */}}
{{- define "backends.fullname" -}}
{{- $name := .Release.Name -}}
{{- if not (contains "movielytics" $name) -}}{{- $name = printf "movielytics-%s" $name -}}{{- end -}}
{{- if gt (len $name) 40 -}}
{{- fail (printf "the release name makes the prefix %q, which is longer than 40 characters: choose a shorter release name" $name) -}}
{{- end -}}
{{- $name -}}
{{- end }}

{{/* The labels that select a component's pods; takes a dict of context and component. */}}
{{- define "backends.component.selector" -}}
app.kubernetes.io/name: movielytics-backends
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* All labels of a component's objects; takes a dict of context and component. */}}
{{- define "backends.component.labels" -}}
{{ include "backends.component.selector" . }}
app.kubernetes.io/version: {{ .context.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .context.Chart.Name .context.Chart.Version }}
{{- end }}

{{/* An image's full name; takes a dict of context and image, with the common registry and tag if its own are empty. */}}
{{- define "backends.image.name" -}}
{{- $registry := .image.registry | default .context.Values.images.registry -}}
{{- $tag := .image.tag | default .context.Values.images.tag | default .context.Chart.AppVersion -}}
{{- if .image.digest -}}
{{ with $registry }}{{ . }}/{{ end }}{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ with $registry }}{{ . }}/{{ end }}{{ .image.repository }}:{{ $tag }}
{{- end -}}
{{- end }}

{{/* What all pods have in common; takes a dict of context and user, the numeric id of user and group. */}}
{{- define "backends.pod.common" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .context.Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .user }}
  runAsGroup: {{ .user }}
  fsGroup: {{ .user }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .context.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .context.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The security context of every container. */}}
{{- define "backends.container.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* The source of a server's data volume; takes a dict of context, component and persistence. */}}
{{- define "backends.data.volume" -}}
{{- if .persistence.enabled -}}
persistentVolumeClaim:
  claimName: {{ .persistence.existingClaim | default (printf "%s-%s" (include "backends.fullname" .context) .component) }}
{{- else -}}
emptyDir: {}
{{- end }}
{{- end }}

{{/* The claim of a server's data, if this chart creates it; takes a dict of context, component and persistence. */}}
{{- define "backends.data.claim" -}}
{{- if and .persistence.enabled (not .persistence.existingClaim) -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ include "backends.fullname" .context }}-{{ .component }}
  labels:
    {{- include "backends.component.labels" . | nindent 4 }}
  annotations:
    helm.sh/resource-policy: keep
spec:
  accessModes: [ReadWriteOnce]
  {{- with .persistence.storageClass }}
  storageClassName: {{ eq . "-" | ternary "" . | quote }}
  {{- end }}
  {{- with .persistence.volumeName }}
  volumeName: {{ . }}
  {{- end }}
  resources:
    requests:
      storage: {{ .persistence.size }}
{{- end }}
{{- end }}

{{/* The value of an existing Secret, or a new random one; takes a dict of context, secret, key and length. */}}
{{- define "backends.secret.value" -}}
{{- $secret := lookup "v1" "Secret" .context.Release.Namespace .secret -}}
{{- $there := "" -}}
{{- if $secret -}}{{- $there = get ($secret.data | default dict) .key -}}{{- end -}}
{{- if $there -}}{{ $there | b64dec }}{{- else -}}{{ randAlphaNum .length }}{{- end -}}
{{- end }}
