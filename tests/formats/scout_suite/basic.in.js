scoutsuite_results =
{
 "account_id": "000011112222",
 "last_run": {
  "time": "2031-05-06 07:08:09+0000",
  "version": "5.14.0",
  "ruleset_name": "default",
  "summary": {}
 },
 "provider_code": "aws",
 "provider_name": "Amazon Web Services",
 "service_list": [
  "s3",
  "iam"
 ],
 "services": {
  "s3": {
   "findings": {
    "s3-bucket-world-readable": {
     "description": "Bucket that anybody may read",
     "rationale": "Data leaks.",
     "remediation": "Make it private.",
     "level": "danger",
     "service": "S3",
     "dashboard_name": "Buckets",
     "checked_items": 3,
     "flagged_items": 2,
     "items": [
      "s3.buckets.a1.acl",
      "s3.buckets.b2.acl"
     ],
     "references": [
      "https://docs.example/s3"
     ],
     "compliance": [
      {
       "name": "CIS",
       "version": "1.2.0",
       "reference": "2.6"
      }
     ]
    },
    "s3-bucket-no-logging": {
     "description": "Bucket without a log",
     "rationale": "Data leaks.",
     "remediation": "Make it private.",
     "level": "warning",
     "service": "S3",
     "dashboard_name": "Buckets",
     "checked_items": 3,
     "flagged_items": 0,
     "items": [],
     "references": [
      "https://docs.example/s3"
     ],
     "compliance": null
    }
   },
   "buckets": {
    "a1": {
     "name": "tea"
    }
   }
  },
  "iam": {
   "findings": {
    "iam-no-root-mfa": {
     "description": "The root account has no second factor",
     "rationale": "Data leaks.",
     "remediation": null,
     "level": "warning",
     "service": "S3",
     "dashboard_name": "Buckets",
     "checked_items": 3,
     "flagged_items": 1,
     "items": [],
     "references": null,
     "compliance": null
    }
   }
  }
 }
}
